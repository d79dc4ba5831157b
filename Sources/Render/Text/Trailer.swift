import Trace

/// The last line of a run on standard error: the same seven counts as `hopscope.summary/1`, always all of them and in the
/// same order; what is not zero is explained.
public enum Trailer {
  /// - Parameter width: columns to break lines at; nil for one line.
  public static func render(_ summary: RunSummary, width: Int? = nil) -> String {
    let part = summary.part?.words(paths: summary.trace.paths) ?? []
    let parts = counts(summary.trace) + [lost(summary)] + coverage(summary) + part
    guard let width else { return parts.joined(separator: ", ") }
    // Breaks are between counts only.
    let pieces = parts.dropLast().map { $0 + "," } + parts.suffix(1)
    return filled(pieces, columns: width, rest: "  ").joined(separator: "\n")
  }

  private static func counts(_ trace: TraceSummary) -> [String] {
    let paths = SizeText.plural(trace.paths, "path")
    let (ok, failed) = (SizeText.grouped(trace.okPaths), SizeText.grouped(trace.paths - trace.okPaths))
    return [
      SizeText.plural(trace.packets, "packet"), "\(paths) (\(ok) ok, \(failed) failed)",
      count(trace.ambiguous, "ambiguous", "more than one answer fits"),
      count(trace.unmatched, "unmatched", "one side of the NAT was not captured"),
      count(trace.undecoded, "undecoded", "packets without addresses or ports"),
      count(trace.evicted, "evicted", "closed early to make room"),
    ]
  }

  private static func count(_ count: Int, _ word: String, _ meaning: String) -> String {
    "\(SizeText.grouped(count)) \(word)" + (count == 0 ? "" : " (\(meaning))")
  }

  private static func lost(_ summary: RunSummary) -> String {
    let places = summary.losses.filter { $0.count > 0 }
    if !places.isEmpty {
      let total = places.reduce(UInt64(0)) { $0 &+ $1.count }
      let words = places.map { "\(SizeText.grouped(Int(clamping: $0.count))) \($0.place)" }.joined(separator: ", ")
      return "\(SizeText.grouped(Int(clamping: total))) lost (\(words))"
    }
    guard let drops = summary.recordedDrops else { return "lost unknown" }
    return count(Int(clamping: drops), "lost", "dropped while capturing")
  }

  private static func coverage(_ summary: RunSummary) -> [String] {
    var parts: [String] = []
    if summary.probes.count > 0 {
      let failed = SizeText.grouped(summary.probes.failed)
      parts.append("\(SizeText.plural(summary.probes.count, "kubelet probe")) folded (\(failed) failed)")
    }
    let stray = summary.trace.strayErrors
    if stray > 0 { parts.append("\(SizeText.plural(stray, "ICMP error")) about unseen connections") }
    let missing = summary.missing
    if !missing.isEmpty {
      let more = missing.count > 3 ? " and \(missing.count - 3) more" : ""
      parts.append("no tap on \(missing.prefix(3).map(printable).joined(separator: ", "))\(more)")
    }
    return parts
  }
}
