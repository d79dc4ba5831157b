import Trace
import Wire

/// `edges` of the summary: what was measured between two taps.
enum EdgeJSON {
  static func write(_ edges: [Edge], _ taps: [Tap], _ json: inout JSONWriter) {
    json.key("edges")
    json.array { json in
      for edge in edges {
        json.object { json in write(edge, taps, &json) }
      }
    }
  }

  private static func write(_ edge: Edge, _ taps: [Tap], _ json: inout JSONWriter) {
    write("from", edge.from, taps, &json)
    write("to", edge.to, taps, &json)
    json.field("kind", edge.kind.rawValue)
    json.field("paths", edge.paths)
    write("request_us", edge.requestLatency, &json)
    write("reply_us", edge.replyLatency, &json)
    json.key("lost")
    json.object { json in
      json.field("request", edge.lost.request)
      json.field("reply", edge.lost.reply)
    }
  }

  private static func write(_ name: String, _ place: EdgePlace, _ taps: [Tap], _ json: inout JSONWriter) {
    json.key(name)
    json.object { json in
      if taps.indices.contains(place.tap) {
        json.field("host", taps[place.tap].host)
        json.field("interface", taps[place.tap].interface)
      }
      json.field("direction", place.direction.word)
      if place.tunnel != .none { json.field("tunnel", place.tunnel.name) }
    }
  }

  private static func write(_ name: String, _ counts: LatencyCounts, _ json: inout JSONWriter) {
    guard let median = counts.percentile(0.5), let tail = counts.percentile(0.99) else { return }
    json.key(name)
    json.object { json in
      json.field("count", counts.count)
      json.field("p50", median / 1000)
      json.field("p99", tail / 1000)
      json.field("max", counts.greatest / 1000)
    }
  }
}

extension PacketDirection {
  /// The word in JSON.
  var word: String {
    switch self {
    case .unknown: "unknown"
    case .in: "in"
    case .out: "out"
    }
  }
}
