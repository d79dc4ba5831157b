import Trace

/// A finding for people: what is wrong, where, how often, on what evidence, how sure that is, and what to do.
public struct FindingText: Sendable {
  private let sources: SourceNames
  private let columns: Int
  private let style: Style

  /// - Parameters:
  ///   - files: names of the inputs, for evidence.
  ///   - columns: that no line but a command exceeds, as far as words allow.
  public init(files: [String], columns: Int, style: Style) {
    sources = SourceNames(files: files)
    self.columns = max(40, columns)
    self.style = style
  }

  public func render(_ finding: Finding) -> String {
    style.spelled(lines(finding).map { $0 + "\n" }.joined())
  }

  func lines(_ finding: Finding) -> [String] {
    var lines = filled(title(finding.kind), columns: columns, rest: "  ")
    lines += filled(printable(finding.sentence).split(separator: " "), columns: columns, first: "  ", rest: "  ")
    if let place = finding.place {
      lines += field("where", FindingPlaceText(style: style, severity: finding.kind.severity).pieces(place))
    }
    if let span = FindingSpanText.words(finding) { lines += field("seen", span) }
    lines += evidence(finding.evidence) + certainty(finding)
    lines += finding.needs.flatMap { field("needs", printable($0)) }
    // A command that is broken cannot be copied.
    if !finding.confirm.isEmpty { lines.append(head("confirm") + printable(finding.confirm)) }
    if !finding.remedy.isEmpty { lines += field("remedy", printable(finding.remedy)) }
    lines += paths(finding.paths)
    return lines + field("page", FindingPages.link(finding.kind))
  }

  private func title(_ kind: FindingKind) -> [String] {
    let severity = style(kind.severity.tone, kind.severity.rawValue.padded(7))
    return [severity] + kind.title.split(separator: " ").map { style(.strong, String($0)) }
      + [" " + style(.faint, kind.code), style(.faint, kind.id)]
  }

  private static let mostEvidence = 8

  private func evidence(_ evidence: [FindingEvidence]) -> [String] {
    var lines: [String] = []
    for (position, item) in evidence.prefix(Self.mostEvidence).enumerated() {
      lines += field(position == 0 ? "evidence" : "", words(item))
    }
    let more = evidence.count - Self.mostEvidence
    return more > 0 ? lines + field("", "and \(more) more (-o json has all)") : lines
  }

  /// `worker-1_eth0.pcap #812: SYN without an answer`.
  private func words(_ evidence: FindingEvidence) -> String {
    guard let packet = evidence.packet else { return printable(evidence.text) }
    return "\(printable(sources.name(packet.file))) #\(packet.number): \(printable(evidence.text))"
  }

  private func certainty(_ finding: Finding) -> [String] {
    let others = finding.causes.filter { $0.kind != finding.kind }
    let own = finding.causes.first { $0.kind == finding.kind }.map { ": \(printable($0.why))" } ?? ""
    guard finding.certainty == .probable else { return field("certain", "packets and objects leave no other cause") }
    let lines = field(style(.caution, "probable"), "the likeliest cause" + own)
    guard !others.isEmpty else { return lines }
    return lines + field("", "also possible, the likeliest first:")
      + others.flatMap { cause in
        words("\(cause.kind.code) \(cause.kind.id): \(printable(cause.why))", behind: head("") + "- ", indent: "  ")
      }
  }

  private func paths(_ ids: [String]) -> [String] {
    guard !ids.isEmpty else { return [] }
    let more = ids.count > 4 ? " …" : ""
    return field("paths", ids.prefix(4).map(printable).joined(separator: " ") + more + " (hopscope path ID FILE…)")
  }

  // MARK: - Lines with a label

  private func head(_ label: String) -> String { "  " + style(.faint, label.padded(9)) + " " }

  private func field(_ label: String, _ text: String) -> [String] {
    words(text, behind: head(label))
  }

  private func field(_ label: String, _ pieces: [String]) -> [String] {
    filled(pieces, columns: columns, first: head(label), rest: Self.below)
  }

  private func words(_ text: String, behind first: String, indent: String = "") -> [String] {
    filled(text.split(separator: " "), columns: columns, first: first, rest: Self.below + indent)
  }

  private static let below = String(repeating: " ", count: 12)
}

extension Severity {
  var tone: Style.Tone {
    switch self {
    case .error: .bad
    case .warning: .caution
    case .note: .name
    case .explanation: .good
    }
  }
}
