import Cluster
import Trace
import Wire

/// What the lists of the screen show of a Service, and of a path.
struct TopLists {
  let data: TopData
  /// The latest packet's time.
  let now: Int64

  var services: [TopColumn<TopRow>] {
    [
      TopColumn("SERVICE", 16, good: 24, most: 48) { ($0.subject, $0.failed > 0 ? .bad : .plain) },
      TopColumn("ENTRANCE", 14, good: 20, most: 30) { ($0.entrance, .name) },
      TopColumn("TARGET", 6, most: 10, leaves: 3) { ($0.target, .name) },
      TopColumn("CONNS", 6, isNumber: true) { (Self.count($0.connections), .plain) },
      TopColumn("FAILED", 6, isNumber: true) { (Self.count($0.failed), $0.failed > 0 ? .bad : .faint) },
      TopColumn("OK", 6, isNumber: true, leaves: 18) { (Self.share($0), $0.failed > 0 ? .caution : .good) },
      TopColumn("P50", 6, isNumber: true, leaves: 16) { (Self.time($0.connect, 0.5), .plain) },
      TopColumn("P99", 6, isNumber: true, leaves: 17) { (Self.time($0.connect, 0.99), .plain) },
      TopColumn("1ST P50", 7, isNumber: true, leaves: 1) { (Self.time($0.counts.firstByte, 0.5), .plain) },
      TopColumn("1ST P99", 7, isNumber: true, leaves: 2) { (Self.time($0.counts.firstByte, 0.99), .plain) },
      TopColumn("BYTES", 6, isNumber: true, leaves: 5) { (SizeText.bytes($0.bytes), .plain) },
      TopColumn("LAST", 5, isNumber: true, leaves: 4) { (age($0.last), .faint) },
    ]
  }

  private func age(_ last: Int64) -> String {
    last == .min ? "" : "\(TopText.age(now.since(last)))"
  }

  static func count(_ number: Int) -> String {
    number < 100_000 ? "\(number)" : number < 10_000_000 ? "\(number / 1000)k" : "\(number / 1_000_000)M"
  }

  /// `100%`, `97.5%`; never 100 where one failed.
  static func share(_ row: TopRow) -> String {
    guard row.connections > 0 else { return "" }
    let tenths = (row.connections - row.failed) * 1000 / row.connections
    return tenths % 10 == 0 ? "\(tenths / 10)%" : "\(tenths / 10).\(tenths % 10)%"
  }

  static func time(_ counts: LatencyCounts, _ share: Double) -> String {
    counts.percentile(share).map(TimeText.duration) ?? ""
  }
}

extension TopLists {
  /// Times between taps.
  func steps(of row: TopRow) -> [TopColumn<TopStep>] {
    [
      TopColumn("FROM TAP", 12, good: 20, most: 40) { (row.name($0.from), .plain) },
      TopColumn("TO TAP", 12, good: 20, most: 40) {
        (row.name($0.to) + ($0.from == $0.to ? ", translated" : ""), .plain)
      },
      TopColumn("PATHS", 6, isNumber: true) { (Self.count($0.latency.count), .faint) },
      TopColumn("P50", 6, isNumber: true) { (Self.time($0.latency, 0.5), .plain) },
      TopColumn("P99", 6, isNumber: true) { (Self.time($0.latency, 0.99), .plain) },
    ]
  }

  /// - Parameter row: the Service whose paths they are: its taps stand side by side; nil where paths of all are listed.
  func paths(of row: TopRow?) -> [TopColumn<KeptPath>] {
    let hasService = row == nil
    var columns: [TopColumn<KeptPath>] = [
      TopColumn("TIME", 12, leaves: 19) { (TimeText.ofDay($0.path.start, places: 3), .faint) },
      TopColumn("STATE", 8, most: 9) { (data.words($0.path).outcome($0.path), $0.path.isOK ? .good : .bad) },
    ]
    if hasService {
      columns.append(TopColumn("SERVICE", 12, good: 22, most: 40) { (data.rows[$0.row].subject, .plain) })
      columns.append(TopColumn("CLIENT", 12, good: 17, most: 40, leaves: 17) { (client($0.path), .plain) })
    } else {
      columns.append(TopColumn("CLIENT", 12, good: 16, most: 40) { (client($0.path), .plain) })
    }
    columns += [
      TopColumn("ENTRANCE", 12, good: 18, most: 40, leaves: hasService ? 16 : nil) { (front($0.path), .name) },
      TopColumn("  TARGET", 14, good: hasService ? 50 : 24, most: 90) { target($0.path) },
      TopColumn("CONNECT", 7, isNumber: true, leaves: 15) { ($0.path.handshake.map(TimeText.duration) ?? "", .plain) },
    ]
    for (number, place) in (row?.places ?? []).enumerated() {
      columns.append(tap(place.place, place.name, leaves: 12 - min(number, 10)))
    }
    columns.append(TopColumn("ID", 12, leaves: 14) { ($0.path.id, .faint) })
    return columns
  }

  /// When packets of the path passed a tap, after the tap before.
  private func tap(_ place: TopPlace, _ name: String, leaves: Int) -> TopColumn<KeptPath> {
    let width = max(7, min(13, displayWidth(name)))
    return TopColumn(name.cutMiddle(to: width), width, isNumber: true, leaves: leaves) { kept in
      guard let hop = kept.path.hops.first(where: { $0.isSeen && TopPlace($0) == place }) else { return ("·", .faint) }
      return (hop.latency.map { "+" + TimeText.duration($0) } ?? "seen", .plain)
    }
  }

  private func client(_ path: Path) -> String {
    data.words(path).end(path.client, path.names.client, path.transport)
  }

  private func front(_ path: Path) -> String {
    guard let front = path.front else { return "(not observable)" }
    return data.words(path).end(front, path.names.front, path.transport)
  }

  /// Where it ended, or why it did not get there.
  private func target(_ path: Path) -> (String, CellStyle.Ink) {
    let words = data.words(path)
    if let ending = words.ending(path) { return ("✗ " + ending, .bad) }
    guard let backend = path.backend else { return ("(not concluded)", .caution) }
    let name = words.podName(path.names.backend).map { "\($0) " } ?? ""
    return ("⇒ " + name + words.address(backend, path.transport), .plain)
  }
}

/// Short words of the screen.
enum TopText {
  /// `4s`, `12m`, `3h`, `2d`.
  static func age(_ nanoseconds: Int64) -> String {
    let seconds = max(0, nanoseconds) / 1_000_000_000
    switch seconds {
    case ..<120: return "\(seconds)s"
    case ..<7200: return "\(seconds / 60)m"
    case ..<172_800: return "\(seconds / 3600)h"
    default: return "\(seconds / 86_400)d"
    }
  }
}
