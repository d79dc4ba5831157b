import Trace
import Wire

/// After the last table: what packets needed and lost between two taps, over all paths.
enum EdgeText {
  private static let titles = ["between", "", "kind", "paths", "p50", "p99", "back p50", "back p99", "lost"]

  static func render(_ summary: RunSummary, style: Style) -> String {
    guard !summary.edges.isEmpty else { return "" }
    let rows = summary.edges.map { row($0, summary.taps) }
    let widths = titles.indices.map { column in
      max(titles[column].count, rows.map { $0[column].count }.max() ?? 0)
    }
    let lines = [style(.faint, line(titles, widths))] + rows.map { line($0, widths) }
    return style(.strong, "between taps") + "\n" + lines.joined(separator: "\n") + "\n"
  }

  private static func line(_ cells: [String], _ widths: [Int]) -> String {
    var text = "  "
    for (cell, width) in zip(cells, widths) { text += cell.padded(width) + "  " }
    while text.last == " " { text.removeLast() }
    return text
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
