import Trace

/// `hopscope.group/1`: one object per group (docs/outputs.md).
public enum GroupJSON {
  public static func render(_ group: GroupTable.Group, by grouping: Grouping) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("schema", "hopscope.group/1")
      json.field("by", grouping.rawValue)
      for (name, value) in GroupTitle(group.key, areProbes: group.areProbes).fields { write(name, value, &json) }
      write(group.counts, &json)
    }
    json.endLine()
    return json.bytes
  }

  private static func write(_ name: String, _ value: GroupTitle.Value, _ json: inout JSONWriter) {
    switch value {
    case .text(let text): json.field(name, text)
    case .number(let number): json.field(name, number)
    case .flag(let flag): json.field(name, flag)
    case .list(let texts):
      json.key(name)
      json.array { json in for text in texts { json.value(text) } }
    }
  }

  private static func write(_ counts: GroupCounts, _ json: inout JSONWriter) {
    json.field("connections", counts.connections)
    json.field("ok", counts.ok)
    json.field("failed", counts.failed)
    json.key("failures")
    json.object { json in
      for state in PathState.failing { json.field(state.rawValue, counts.failures[state] ?? 0) }
    }
    json.field("retransmissions", counts.retransmissions)
    json.key("open")
    json.object { json in
      json.field("count", counts.openAges.count)
      guard counts.openAges.count > 0 else { return }
      json.field("oldest_us", counts.openAges.greatest / 1000)
      json.field("p50_us", counts.openAges.percentile(0.5).map { $0 / 1000 })
    }
    write("connect_us", counts.connect, &json)
    write("first_byte_us", counts.firstByte, &json)
    json.key("bytes")
    json.object { json in
      json.field("request", counts.bytes.request)
      json.field("reply", counts.bytes.reply)
    }
    write(counts.backends, &json)
    json.field("first", TimeText.rfc3339(counts.first))
    json.field("last", TimeText.rfc3339(counts.last))
  }

  private static func write(_ name: String, _ times: LatencyCounts, _ json: inout JSONWriter) {
    guard times.count > 0 else { return }
    json.key(name)
    json.object { json in
      json.field("count", times.count)
      json.field("p50", times.percentile(0.5).map { $0 / 1000 })
      json.field("p99", times.percentile(0.99).map { $0 / 1000 })
      json.field("max", times.greatest / 1000)
    }
  }

  private static func write(_ backends: BackendSet, _ json: inout JSONWriter) {
    json.key("backends")
    json.object { json in
      json.field("count", backends.count)
      if backends.isFull { json.field("atLeast", true) }
      json.key("names")
      json.array { json in for name in backends.names { json.value(name) } }
    }
  }
}

extension PathState {
  /// Those that a connection that is not ok can have, in the order in which outputs name them.
  static let failing: [PathState] = [.refused, .noReply, .reset, .rejected, .halfOpen, .partial]
}
