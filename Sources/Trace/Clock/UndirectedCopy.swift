import Wire

/// A copy with the same TTL at two hosts (bridged, or in a tunnel that keeps it): it went one way or the other.
struct UndirectedCopy: BitwiseCopyable {
  /// As the first host shows it, and the second: where several tuples of it pass, not all may pass both ways.
  private let connections: (UInt32, UInt32)
  private let time: Int64
  /// A ceiling if it went from first to second, a floor if it went from second to first.
  private let oneWay: (ceiling: Int64, floor: Int64)
  /// The same where it may also have come back, as a pod's call to itself does: less tight.
  private let returning: (ceiling: Int64, floor: Int64)

  init(_ first: ArraySlice<SampleTable.Sighting>, _ second: ArraySlice<SampleTable.Sighting>) {
    let (here, there) = (first[first.startIndex], second[second.startIndex])
    connections = (here.connection, there.connection)
    time = here.first
    oneWay = (there.first.minus(here.last), there.last.minus(here.first))
    returning = (there.first.minus(here.first), there.last.minus(here.last))
  }

  private var middle: Int64 { oneWay.ceiling / 2 + oneWay.floor / 2 }

  /// A packet and its answer that are further apart are not compared.
  private static let answerTime: Int64 = 1_000_000_000
  /// Clocks may drift apart between the two by this part of the time: 1000 ppm.
  private static let driftPart: Int64 = 1000
  /// The wider an interval, the less it says; and one side of a very wide one is a false match.
  private static let widest = (usual: Int64(4), least: Int64(200_000))

  /// What copies say together with those that answered them.
  static func bounds(_ copies: [UndirectedCopy]) -> [SharedCopies.Bound] {
    let found = intervals(copies, \.connections.0)
    let all = found.isEmpty ? intervals(copies, \.connections.1) : found
    let widths = all.map(\.width).sorted()
    let limit = widths.isEmpty ? 0 : widths[widths.count / 2].plus(widest.least)
    return all.filter { $0.width / widest.usual <= limit }.flatMap { [$0.ceiling, $0.floor] }
  }

  private struct Interval {
    var ceiling: SharedCopies.Bound
    var floor: SharedCopies.Bound
    var width: Int64 { ceiling.difference.minus(floor.difference) }
  }

  private static func intervals(_ copies: [UndirectedCopy], _ connection: (UndirectedCopy) -> UInt32) -> [Interval] {
    let sorted = copies.sorted {
      let (left, right) = (connection($0), connection($1))
      if left | 1 != right | 1 { return left < right }
      return $0.time != $1.time ? $0.time < $1.time : left < right
    }
    return zip(sorted, sorted.dropFirst()).compactMap { left, right in
      let isAnswer = connection(left) ^ connection(right) == 1
      return isAnswer && right.time.since(left.time) <= answerTime ? interval(left, right) : nil
    }
  }

  /// Of two packets that went opposite ways, the one with the greater difference went from first to second.
  private static func interval(_ left: UndirectedCopy, _ right: UndirectedCopy) -> Interval {
    let (forward, back) = left.middle > right.middle ? (left, right) : (right, left)
    let margin = right.time.since(left.time) / driftPart
    let isPossible = forward.oneWay.ceiling.plus(margin) >= back.oneWay.floor.minus(margin)
    let ceiling = isPossible ? forward.oneWay.ceiling : forward.returning.ceiling
    let floor = isPossible ? back.oneWay.floor : back.returning.floor
    return Interval(
      ceiling: .init(time: forward.time, difference: ceiling.plus(margin), isCeiling: true),
      floor: .init(time: back.time, difference: floor.minus(margin), isCeiling: false))
  }
}
