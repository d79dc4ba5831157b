import Wire

/// Of `hopscope.info/1`: times, rates, and how good the capture is.
enum InfoQualityJSON {
  static func write(_ report: InfoReport, _ json: inout JSONWriter) {
    let contents = report.contents
    json.field("duration_ns", contents.duration)
    let rates = InfoRates(contents)
    if let packets = rates.milliPacketsPerSecond { json.field("packets_per_second", thousandths: packets) }
    json.field("bits_per_second", rates.bitsPerSecond)
    if let peak = rates.peak {
      json.key("peak_second")
      json.object { json in
        json.field("start", TimeText.rfc3339(peak.time))
        json.field("packets", peak.packets)
        json.field("bits", peak.bits)
        if rates.isPeakPartial { json.field("partial", true) }
      }
    }
    json.field("most_bits_in_a_second", rates.peak == nil ? nil : rates.mostBits)
    json.field("cut_packets", contents.inventory.cutPackets)
    json.field("cut_headers", contents.headersCut)
    json.field("dropped", report.dropped)
    json.key("duplicates")
    json.object { json in
      json.field("repeated", contents.copies.repeated)
      json.field("copies", contents.copies.copies)
    }
    write(contents.steps, &json)
    write(contents.inventory.shapes, &json)
  }

  private static func write(_ steps: ClockSteps, _ json: inout JSONWriter) {
    json.key("clock")
    json.object { json in
      json.field("backward", steps.backward)
      json.field("jumps", steps.jumps)
      json.field("leaps", steps.leaps)
      write("furthest_back", steps.furthestBack, &json)
      write("longest_silence", steps.longestSilence, &json)
    }
  }

  private static func write(_ name: String, _ step: (nanoseconds: Int64, packet: UInt64), _ json: inout JSONWriter) {
    guard step.nanoseconds > 0 else { return }
    json.key(name)
    json.object { json in
      json.field("ns", step.nanoseconds)
      json.field("packet", step.packet)
    }
  }

  private static func write(_ shapes: FlowShapes, _ json: inout JSONWriter) {
    json.key("tcp_flows")
    json.object { json in
      json.field("all", shapes.tcp)
      json.field("oneWay", shapes.oneWay)
      json.field("withoutBeginning", shapes.withoutBeginning)
    }
  }
}
