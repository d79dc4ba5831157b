import Trace

/// `hopscope diagnose` for people: what is wrong first, then what only looks like it, what is well, what no finding explains,
/// and what the captures cannot show.
public struct DiagnosisText: Sendable {
  private let findings: FindingText
  private var options: TextOptions
  private let columns: Int
  private var style: Style { options.style }

  /// - Parameters:
  ///   - files: names of the inputs, for evidence.
  ///   - columns: that no line but a command exceeds, as far as words allow.
  public init(files: [String], columns: Int, options: TextOptions) {
    findings = FindingText(files: files, columns: columns, style: options.style)
    self.columns = max(40, columns)
    self.options = options
    self.options.width = self.columns
  }

  public func render(_ diagnosis: DiagnosisReport) -> String {
    let faults = diagnosis.findings.filter { $0.kind.severity != .explanation }
    let explanations = diagnosis.findings.filter { $0.kind.severity == .explanation }
    var lines = prose(DiagnosisWords.head(diagnosis, faults, explanations), tone: .strong)
    for part in parts(faults, most: Self.mostOfKind) { lines += [""] + part }
    lines += section("Works as designed", parts(explanations, most: Self.mostExplanations))
    lines += section("What is well", [healthy(diagnosis)])
    lines += section("Failed, and no finding explains it", [unexplained(diagnosis)])
    lines += section("What these captures cannot show", [unseen(diagnosis)])
    return style.spelled(lines.map { $0 + "\n" }.joined())
  }

  private func parts(_ found: [Finding], most: Int) -> [[String]] {
    let sections = FindingSections(found, most: most)
    return sections.whole.map(findings.lines)
      + sections.more.map { more in
        filled(more.sentence.split(separator: " "), columns: columns, first: "  ", rest: "    ")
          .map { style(.faint, $0) }
      }
  }

  private func section(_ title: String, _ parts: [[String]]) -> [String] {
    let parts = parts.filter { !$0.isEmpty }
    return parts.isEmpty ? [] : ["", style(.strong, title)] + parts.joined(separator: [""])
  }

  private func prose(_ text: String, tone: Style.Tone? = nil) -> [String] {
    filled(text.split(separator: " "), columns: columns).map { line in tone.map { style($0, line) } ?? line }
  }

  private func healthy(_ diagnosis: DiagnosisReport) -> [String] {
    guard !diagnosis.healthy.isEmpty else { return [] }
    let shown = diagnosis.healthy.prefix(Self.mostRows)
    return HealthyTable(groups: Array(shown)).lines(options)
      + more(diagnosis.healthy.count - shown.count, "hopscope replay -o table has them")
  }

  private func unexplained(_ diagnosis: DiagnosisReport) -> [String] {
    let shown = diagnosis.unexplained.prefix(Self.mostRows)
    let rest = diagnosis.unexplained.dropFirst(Self.mostRows).reduce(diagnosis.moreUnexplained) { $0 + $1.count }
    return shown.flatMap(lines) + more(rest, "hopscope replay --state failed has them")
  }

  private func lines(_ group: UnexplainedFailures.Group) -> [String] {
    let entrance = group.entrance.isEmpty ? "" : " \(group.entrance)"
    let ending = group.ending.isEmpty ? "" : ": \(group.ending)"
    let paths = group.paths.isEmpty ? "" : " (path \(group.paths.joined(separator: ", ")))"
    let text =
      "\(style(.bad, group.state.rawValue)) \(group.subject)\(entrance), \(FindingSpanText.words(group))\(ending)\(paths)"
    return filled(text.split(separator: " "), columns: columns, first: "  ", rest: "    ")
  }

  private func unseen(_ diagnosis: DiagnosisReport) -> [String] {
    let claims = UnseenNodes.folded(diagnosis.claims)
    let gaps = diagnosis.gaps.map { gap in
      ("of \(SizeText.plural(gap.count, "connection")): \(gap.sentence)", gap.needs)
    }
    let all = gaps + claims
    return all.prefix(Self.mostRows).flatMap { sentence, needs in
      filled(sentence.split(separator: " "), columns: columns, first: "  - ", rest: "    ")
        + needed(needs).map { style(.faint, $0) }
    } + more(all.count - Self.mostRows, "-o json has all")
  }

  private func needed(_ needs: [String]) -> [String] {
    guard !needs.isEmpty else { return [] }
    let words = "needs " + needs.joined(separator: ", or ")
    return filled(words.split(separator: " "), columns: columns, first: "    ", rest: "      ")
  }

  private func more(_ count: Int, _ where: String) -> [String] {
    count > 0 ? ["  " + style(.faint, "and \(SizeText.grouped(count)) more: \(`where`)")] : []
  }

  private static let mostRows = 40
  /// Findings of one kind that are shown whole.
  private static let (mostOfKind, mostExplanations) = (5, 2)
}

/// The first sentence of a diagnosis.
enum DiagnosisWords {
  static func head(_ diagnosis: DiagnosisReport, _ faults: [Finding], _ explanations: [Finding]) -> String {
    guard faults.isEmpty else {
      return "\(FindingRoll.counts(diagnosis.findings)): judged \(cover(diagnosis)).\(leftOut(diagnosis))"
    }
    if diagnosis.connections == 0 { return "Nothing was judged: there is no connection in these captures." }
    let but = explanations.isEmpty ? "" : ", though something looks like a fault"
    let isWell = diagnosis.unexplained.isEmpty && diagnosis.moreUnexplained == 0
    let result = isWell ? "Nothing wrong was found\(but)" : "Something failed, and no finding explains it"
    return "\(result): judged \(cover(diagnosis))."
  }

  private static func leftOut(_ diagnosis: DiagnosisReport) -> String {
    let count = diagnosis.summary.trace.findingsLeftOut
    guard count > 0 else { return "" }
    return " There was no room for the findings of \(SizeText.plural(count, "more connection")): select some."
  }

  /// What was looked at.
  private static func cover(_ diagnosis: DiagnosisReport) -> String {
    let failed = diagnosis.connections - diagnosis.ok
    var parts = [
      "\(SizeText.plural(diagnosis.connections, "connection")) (\(SizeText.grouped(diagnosis.ok)) ok, "
        + "\(SizeText.grouped(failed)) failed) at \(SizeText.plural(diagnosis.summary.taps.count, "tap"))"
    ]
    if let span = diagnosis.span {
      parts.append("\(TimeText.date(span.lowerBound)) \(FindingSpanText.times(span.lowerBound, span.upperBound))")
    }
    parts.append(
      diagnosis.services > 0
        ? "with the objects of \(SizeText.plural(diagnosis.services, "Service"))"
        : "without any Service, so that only packets were judged")
    return parts.joined(separator: ", ")
  }
}
