import Trace
import Wire

/// After the last table: what packets needed and lost between two taps, over all paths.
enum EdgeText {
  private static let columns: [TextTable.Column] = [
    .init("between"), .init(""), .init("kind", yields: 4), .init("paths", yields: 3), .init("p50"),
    .init("p99", yields: 2),
    .init("back p50", yields: 1), .init("back p99", yields: 0), .init("lost"),
  ]

  static func render(_ summary: RunSummary, _ options: TextOptions) -> String {
    guard !summary.edges.isEmpty else { return "" }
    let table = TextTable(columns, rows: summary.edges.map { row($0, summary.taps) }, indent: 2)
    let lines = table.lines(width: options.width, hasHeader: options.hasHeaders, style: options.style)
    return options.style(.strong, "between taps") + "\n" + lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ edge: Edge, _ taps: [Tap]) -> [String] {
    [
      place(edge.from, taps), "→ " + place(edge.to, taps), edge.kind.rawValue, "\(edge.paths)",
      time(edge.requestLatency, 0.5), time(edge.requestLatency, 0.99), time(edge.replyLatency, 0.5),
      time(edge.replyLatency, 0.99), lost(edge.lost),
    ]
  }

  static func place(_ place: EdgePlace, _ taps: [Tap]) -> String {
    guard taps.indices.contains(place.tap) else { return "?" }
    let tap = taps[place.tap]
    let host = tap.host.map { printable($0) + " " } ?? ""
    let direction = place.direction == .unknown ? "" : place.direction == .in ? " in" : " out"
    let tunnel = place.tunnel == .none ? "" : " \(place.tunnel.name)"
    return host + printable(tap.interface) + direction + tunnel
  }

  private static func time(_ counts: LatencyCounts, _ share: Double) -> String {
    counts.percentile(share).map(TimeText.duration) ?? ""
  }

  private static func lost(_ lost: BothWays<Int>) -> String {
    switch (lost.request, lost.reply) {
    case (0, 0): ""
    case (let requests, 0): "\(requests) requests"
    case (0, let replies): "\(replies) replies"
    case (let requests, let replies): "\(requests) requests, \(replies) replies"
    }
  }
}
