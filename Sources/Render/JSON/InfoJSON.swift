import Wire

/// `hopscope.info/1`, one object per file.
public enum InfoJSON {
  public static func render(_ report: InfoReport, withFlows: Bool) -> [UInt8] {
    let inventory = report.contents.inventory
    var json = JSONWriter()
    json.object { json in
      json.field("schema", "hopscope.info/1")
      write(report.subject, &json)
      json.field("format", report.format)
      json.field("compression", report.compression)
      write(report.interfaces, &json)
      json.field("packets", inventory.packets)
      json.field("bytes", inventory.bytes)
      json.field("captured_bytes", inventory.capturedBytes)
      json.field("start", inventory.start.map(TimeText.rfc3339))
      json.field("end", inventory.end.map(TimeText.rfc3339))
      InfoQualityJSON.write(report, &json)
      if let error = report.error { write(error, &json) }
      write("inner", inventory.inner, inventory.innerFlows, &json)
      write("outer", inventory.outer, inventory.outerFlows, &json)
      write(stops: inventory.stops, &json)
      write(tunnels: inventory, &json)
      if report.timestampAnomalies > 0 { json.field("timestamp_anomalies", report.timestampAnomalies) }
      if inventory.hasMoreFlows { json.field("packets_of_uncounted_flows", inventory.packetsOfUnkeptFlows) }
      InfoProofJSON.write(report, &json)
      if withFlows { write(flows: inventory, &json) }
    }
    json.endLine()
    return json.bytes
  }

  private static func write(_ subject: InfoReport.Subject, _ json: inout JSONWriter) {
    switch subject {
    case .file(let name): json.field("file", name)
    case .sum(let count): json.field("files", count)
    }
  }

  private static func write(_ interfaces: [InfoReport.Interface], _ json: inout JSONWriter) {
    json.key("interfaces")
    json.array { json in
      for interface in interfaces {
        json.object { json in
          json.field("name", interface.name)
          json.field("host", interface.host)
          json.field("linkType", interface.linkType)
          json.field("snaplen", interface.snapLength)
          json.field("packets", interface.packets)
          json.field("dropped", interface.dropped)
        }
      }
    }
  }

  private static func write(_ error: InfoReport.Problem, _ json: inout JSONWriter) {
    json.key("error")
    json.object { json in
      json.field("sentence", error.sentence)
      json.field("offset", error.offset)
    }
  }

  private static func write(_ name: String, _ counts: PacketCounts, _ flows: FlowCounts, _ json: inout JSONWriter) {
    json.key(name)
    json.object { json in
      let fields = [
        ("none", counts.none), ("ip4", counts.ip4), ("ip6", counts.ip6), ("tcp", counts.tcp), ("udp", counts.udp),
        ("sctp", counts.sctp), ("icmp", counts.icmp), ("icmp6", counts.icmp6),
      ]
      for (name, count) in fields { json.field(name, count) }
      json.key("flows")
      json.object { json in
        json.field("tcp", flows.tcp)
        json.field("udp", flows.udp)
        json.field("sctp", flows.sctp)
      }
    }
  }

  private static func write(stops: [CaptureInventory.StopCount], _ json: inout JSONWriter) {
    json.key("stopped")
    json.array { json in
      for stop in stops {
        json.object { json in
          json.field("layer", "\(stop.layer)")
          json.field("reason", "\(stop.reason)")
          json.field("packets", stop.packets)
        }
      }
    }
  }

  private static func write(tunnels inventory: CaptureInventory, _ json: inout JSONWriter) {
    json.key("tunnels")
    json.object { json in
      for tunnel in inventory.tunnels { json.field(tunnel.kind.name, tunnel.packets) }
    }
  }

  private static func write(flows inventory: CaptureInventory, _ json: inout JSONWriter) {
    json.key("flows")
    json.array { json in
      for (flow, packets) in inventory.innermostFlows {
        json.array { json in
          json.value(flow.transport.word)
          json.value(flow.low.description)
          json.value(flow.lowPort)
          json.value(flow.high.description)
          json.value(flow.highPort)
          json.value(packets)
        }
      }
    }
  }
}
