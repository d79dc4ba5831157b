/// Stretches of time in which a live capture lost packets, in their order. Bounded: when there are too many, the two that are
/// nearest to each other become one, so that no loss is forgotten.
struct LossSpans: Sendable {
  private static let most = 1_024
  private(set) var spans: [ClosedRange<Int64>] = []

  /// - Parameter span: one that begins before the latest ended makes that one longer.
  mutating func add(_ span: ClosedRange<Int64>) {
    if let last = spans.last, span.lowerBound <= last.upperBound {
      spans[spans.count - 1] = min(last.lowerBound, span.lowerBound)...max(last.upperBound, span.upperBound)
      return
    }
    spans.append(span)
    if spans.count > Self.most { joinNearest() }
  }

  private mutating func joinNearest() {
    let pairs = spans.indices.dropLast()
    guard let place = pairs.min(by: { gap(after: $0) < gap(after: $1) }) else { return }
    let (first, second) = (spans[place], spans[place + 1])
    spans[place] = min(first.lowerBound, second.lowerBound)...max(first.upperBound, second.upperBound)
    spans.remove(at: place + 1)
  }

  private func gap(after place: Int) -> Int64 { spans[place + 1].lowerBound.since(spans[place].upperBound) }

  func touches(_ first: Int64, _ last: Int64) -> Bool {
    // The latest is asked for most.
    for span in spans.reversed() {
      if span.upperBound < first { return false }
      if span.lowerBound <= last { return true }
    }
    return false
  }
}
