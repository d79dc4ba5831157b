import Trace

/// What of a run was shown, where not all was asked for.
public struct PartReport: Sendable {
  /// Paths shown; nil when all were asked for.
  public var shown: Int?
  /// Reading ended when enough paths were shown.
  public var isStopped: Bool
  /// Packets that the filter left out; nil without a filter.
  public var leftOut: Int?

  /// - Parameters:
  ///   - isStopped: reading ended before the input did.
  ///   - leftOut: packets that the filter left out; nil without a filter.
  public init(_ selection: PathSelection, isStopped: Bool, leftOut: Int?) {
    shown = selection.isActive ? selection.shown : nil
    self.isStopped = isStopped
    self.leftOut = leftOut
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
