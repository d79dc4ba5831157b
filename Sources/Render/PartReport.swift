import Trace

/// What of a run was shown, where not all was asked for.
public struct PartReport: Sendable {
  /// Paths shown; nil when all were asked for.
  public var shown: Int?
  /// Reading ended when enough paths were shown.
  public var isStopped: Bool
  /// Packets that the filter left out; nil without a filter.
  public var leftOut: Int?
  /// From the first packet to the last, where a time was asked for.
  private var span: ClosedRange<Int64>?

  /// - Parameters:
  ///   - isStopped: reading ended before the input did.
  ///   - cut: what is left out when they were sorted.
  ///   - leftOut: packets that the filter left out; nil without a filter.
  public init(_ selection: PathSelection, isStopped: Bool, cut: PathLimit, leftOut: Int?) {
    shown = selection.isActive || cut != .all ? cut.count(of: selection.shown) : nil
    self.isStopped = isStopped
    self.leftOut = leftOut
    span = selection.span
  }

  /// Why nothing is shown although paths were found.
  /// - Parameter paths: that were found.
  func emptiness(paths: Int) -> String? {
    guard shown == 0, !isStopped, paths > 0 else { return nil }
    let advice =
      "none of the \(SizeText.grouped(paths)) paths is what was asked for: leave out a selector to see which it is"
    guard let span else { return advice }
    let (start, end) = (TimeText.rfc3339(span.lowerBound, places: 3), TimeText.rfc3339(span.upperBound, places: 3))
    return "\(advice); the packets are from \(start) to \(end)"
  }

  /// For the last line.
  /// - Parameter paths: that were found.
  func words(paths: Int) -> [String] {
    var words: [String] = []
    if let leftOut { words.append("\(SizeText.grouped(leftOut)) packets left out by the filter") }
    if let shown {
      words.append(
        isStopped
          ? "reading ended with the first \(SizeText.grouped(shown)) shown"
          : "\(SizeText.grouped(shown)) of \(SizeText.grouped(paths)) paths shown")
    }
    return words
  }
}
