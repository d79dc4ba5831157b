import Cluster
import Trace
import Wire

/// The answer to a line of a firewall's log, for a person.
public struct BehindText {
  private let report: BehindReport
  private let prose: Prose
  private let style: Style
  private var search: BehindSearch { report.search }

  public init(_ report: BehindReport, width: Int, style: Style) {
    self.report = report
    prose = Prose(width: max(40, width))
    self.style = style
  }

  /// Matches that are told in full; the rest in one line each.
  private static let mostFull = 3
  private static let mostLines = 20

  public func render() -> String {
    var lines = [style(.strong, title)]
    lines += prose.lines(summary, indent: 2)
    for match in search.matches.prefix(Self.mostFull) where match.part != .destination {
      lines += [""] + story(match)
    }
    lines += rest
    if search.matches.isEmpty { lines += search.others.prefix(3).flatMap { [""] + story($0) } }
    let needs = report.needs
    if !needs.isEmpty {
      lines +=
        ["", style(.strong, "What would settle it")] + needs.flatMap { prose.lines("- \($0)", indent: 2, hanging: 2) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var title: String {
    let question = search.question
    let time = question.time.map { " at \(TimeText.rfc3339($0))" } ?? ""
    return "Who was behind \(question.socket.description)\(time)?"
  }

  private var tolerance: String {
    search.question.time == nil ? "" : " (± \(TimeText.duration(search.question.tolerance)))"
  }

  private var summary: String {
    let socket = search.question.socket.description
    switch search.verdict {
    case .none:
      return
        "Nobody that these captures show: none of their \(search.pathCount) connections has \(socket)\(peer). \(coverage)"
    case .otherTime:
      let when = search.otherCount == 1 ? "one connection has" : "\(search.otherCount) connections have"
      return
        "Nobody then\(tolerance), as far as these captures show: \(when) \(socket)\(peer), but at another time. \(coverage)"
    case .several:
      let roles = search.matches.contains { $0.part != .destination }
      return roles
        ? "Several: \(search.matchCount) connections had \(socket)\(peer) then\(tolerance), and not all of one client."
        : "It was the destination of \(search.matchCount) connections then\(tolerance):"
    case .one:
      guard let match = search.matches.first else { return "" }
      if match.part == .destination { return "It was the destination of a connection then\(tolerance):" }
      return BehindWords(report: report).answer(match)
    }
  }

  private var peer: String {
    guard let peer = search.question.peer else { return "" }
    return " with " + (peer.port.map { Socket(peer.ip, $0).description } ?? peer.ip.description)
  }

  private var coverage: String {
    guard let covered = search.covered else { return "The captures show no connection." }
    let isOutside = search.question.time.map { !covered.contains($0) } ?? false
    let span = "\(TimeText.rfc3339(covered.lowerBound)) to \(TimeText.rfc3339(covered.upperBound))"
    return "They show \(report.places), from \(span)" + (isOutside ? ": not that moment." : ".")
  }

  private func story(_ match: Appearance) -> [String] {
    let words = BehindWords(report: report)
    var lines = search.verdict == .one ? [] : prose.lines(words.answer(match), indent: 2)
    lines += words.steps(match, prose, style)
    lines += words.evidence(match).flatMap { prose.lines($0, indent: 2, hanging: 2) }
    return lines
  }

  private var rest: [String] {
    let full = search.matches.prefix(Self.mostFull).filter { $0.part != .destination }.map(\.path.id)
    let others = search.matches.filter { !full.contains($0.path.id) }
    let told = others.prefix(Self.mostLines)
    var lines = told.flatMap { match in
      prose.lines("- \(BehindWords(report: report).brief(match))", indent: 2, hanging: 2)
    }
    let untold = search.matchCount - full.count - told.count
    if untold > 0 { lines.append("  … and \(untold) more") }
    return lines.isEmpty ? [] : [""] + lines
  }
}
