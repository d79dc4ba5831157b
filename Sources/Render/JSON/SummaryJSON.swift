import Trace

/// The last line of every JSON output: `hopscope.summary/1`.
enum SummaryJSON {
  /// - Parameter more: what a command adds to it.
  static func render(_ summary: RunSummary, more: (inout JSONWriter) -> Void = { _ in }) -> [UInt8] {
    let trace = summary.trace
    var json = JSONWriter()
    json.object { json in
      json.field("schema", "hopscope.summary/1")
      json.field("complete", summary.complete)
      json.field("packets", trace.packets)
      json.field("paths", trace.paths)
      json.field("ok", trace.okPaths)
      json.field("failed", trace.paths - trace.okPaths)
      json.field("shown", summary.part?.shown)
      if summary.part?.isStopped == true { json.field("stopped", true) }
      json.field("filtered", summary.part?.leftOut)
      json.field("ambiguous", trace.ambiguous)
      json.field("unmatched", trace.unmatched)
      json.field("undecoded", trace.undecoded)
      json.field("evicted", trace.evicted)
      write(summary.probes, &json)
      json.field("strayErrors", trace.strayErrors)
      write(lost: summary, &json)
      json.key("errors")
      json.array { json in for error in summary.errors { json.value(error) } }
      json.key("coverage")
      json.object { json in write(coverage: summary, &json) }
      if !summary.edges.isEmpty { EdgeJSON.write(summary.edges, summary.taps, &json) }
      write(summary.findings, &json)
      more(&json)
    }
    json.endLine()
    return json.bytes
  }

  /// How many there are of each severity.
  private static func write(_ findings: [Finding], _ json: inout JSONWriter) {
    guard !findings.isEmpty else { return }
    json.key("findings")
    json.object { json in
      for severity in Severity.allCases.sorted() {
        json.field(severity.rawValue, findings.count { $0.kind.severity == severity })
      }
    }
  }

  private static func write(_ probes: FoldedProbes, _ json: inout JSONWriter) {
    guard probes.count > 0 else { return }
    json.key("probesFolded")
    json.object { json in
      json.field("count", probes.count)
      json.field("failed", probes.failed)
    }
  }

  private static func write(lost summary: RunSummary, _ json: inout JSONWriter) {
    json.key("lost")
    json.array { json in
      for loss in summary.losses where loss.count > 0 {
        json.object { json in
          json.field("where", loss.place)
          json.field("count", loss.count)
        }
      }
      guard !summary.losses.contains(where: { $0.count > 0 }), let drops = summary.recordedDrops, drops > 0 else {
        return
      }
      json.object { json in
        json.field("where", "capture")
        json.field("count", drops)
      }
    }
  }

  private static func write(coverage summary: RunSummary, _ json: inout JSONWriter) {
    json.key("taps")
    json.object { json in
      for (host, interfaces) in grouped(summary.taps) {
        json.key(host)
        json.array { json in for interface in interfaces { json.value(interface) } }
      }
    }
    json.key("missing")
    json.array { json in for node in summary.missing { json.value(node) } }
    json.field("snaplen", summary.trace.cut)
    json.field("drops", summary.recordedDrops.map { $0 == 0 ? "none" : "recorded" } ?? "unknown")
    json.field("oneSided", summary.trace.oneSided)
    ClockJSON.write(summary.clocks, &json)
    guard !summary.doubts.isEmpty else { return }
    json.key("doubts")
    json.array { json in for doubt in summary.doubts { json.value(doubt) } }
  }

  private static func grouped(_ taps: [Tap]) -> [(String, [String])] {
    var hosts: [String: [String]] = [:]
    for tap in taps {
      let host = tap.host ?? "unknown"
      if !hosts[host, default: []].contains(tap.interface) { hosts[host, default: []].append(tap.interface) }
    }
    return hosts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
