import Trace

/// A finding in one line, where lines of connections stand: `10:15:05.940 error    F01 no-ready-endpoints  the sentence`.
struct FindingLine {
  let options: TextOptions

  func render(_ finding: Finding, _ reference: TimeReference) -> String {
    let style = options.style
    let time = finding.last.map { style(.faint, options.time.text($0, reference, places: 3)) + "  " } ?? ""
    let kind = finding.kind
    let probable = finding.certainty == .probable ? "probably: " : ""
    let head = time + style(kind.severity.tone, kind.severity.rawValue.padded(8)) + "  \(kind.code) \(kind.id)  "
    let line = style.spelled(head + probable + printable(finding.sentence))
    return (options.width.map { line.cut(to: $0, mark: style.mark) } ?? line) + "\n"
  }
}

extension FindingKind {
  /// `Service has no ready endpoints  F01 no-ready-endpoints`: beside a path that shows it.
  var brief: String { "\(title)  \(code) \(id)" }
}

/// Findings at the end of a live run, grouped: one line for each.
public enum FindingRoll {
  static let most = 20

  /// - Parameter findings: the gravest first.
  public static func lines(_ findings: [Finding]) -> [String] {
    guard !findings.isEmpty else { return [] }
    var lines = ["findings: \(counts(findings))"]
    for finding in findings.prefix(most) {
      let probable = finding.certainty == .probable ? " (probable)" : ""
      lines.append(
        "  \(finding.kind.severity.rawValue) \(finding.kind.code) \(finding.kind.id)\(probable), "
          + "\(finding.count) times: \(printable(finding.sentence))")
    }
    if findings.count > most { lines.append("  and \(findings.count - most) more") }
    return lines
  }

  /// `2 errors, 1 warning`.
  static func counts(_ findings: [Finding]) -> String {
    let parts = Severity.allCases.sorted().compactMap { severity -> String? in
      let count = findings.count { $0.kind.severity == severity }
      return count > 0 ? SizeText.plural(count, severity.rawValue) : nil
    }
    return parts.joined(separator: ", ")
  }
}
