import Wire

/// `hopscope info` for people.
public enum InfoText {
  public static func render(_ report: InfoReport, withFlows: Bool, style: Style) -> String {
    let inventory = report.inventory
    var lines = [style(.strong, printable(report.file)) + "  " + headline(report)]
    lines += interfaces(report)
    lines.append(counts("innermost", inventory.inner, inventory.innerFlows))
    if !inventory.tunnels.isEmpty {
      lines.append(counts("outermost", inventory.outer, inventory.outerFlows))
      lines.append("  tunnels    " + inventory.tunnels.map { "\($0.kind.name) \($0.packets)" }.joined(separator: ", "))
    }
    let stops = inventory.stops.map { "\($0.layer) \($0.reason) \($0.packets)" }
    if !stops.isEmpty { lines.append("  stopped at " + stops.joined(separator: ", ")) }
    if report.timestampAnomalies > 0 {
      lines.append("  \(report.timestampAnomalies) timestamps out of range were clamped")
    }
    if let error = report.error { lines.append("  " + style(.bad, printable(error.sentence))) }
    if withFlows { lines += inventory.innermostFlows.map(flow) }
    return lines.joined(separator: "\n") + "\n\n"
  }

  private static func headline(_ report: InfoReport) -> String {
    let inventory = report.inventory
    var parts = [report.format ?? "unknown format", "\(SizeText.grouped(Int(inventory.packets))) packets"]
    parts.append(
      "\(SizeText.bytes(Int(inventory.capturedBytes)))B captured of \(SizeText.bytes(Int(inventory.bytes)))B")
    if let start = inventory.start, let end = inventory.end {
      parts.append("\(TimeText.rfc3339(start)) + \(TimeText.duration(end.since(start)))")
    }
    return parts.joined(separator: ", ")
  }

  private static func interfaces(_ report: InfoReport) -> [String] {
    report.interfaces.map { interface in
      let host = interface.host.map { printable($0) + " " } ?? ""
      let dropped = interface.dropped.map { ", \($0) dropped by the capture" } ?? ""
      let name = "  interface  \(host)\(printable(interface.name))"
      return
        "\(name): \(interface.linkType), snap length \(interface.snapLength), \(interface.packets) packets\(dropped)"
    }
  }

  private static func counts(_ name: String, _ counts: PacketCounts, _ flows: FlowCounts) -> String {
    let fields = [
      ("IPv4", counts.ip4), ("IPv6", counts.ip6), ("no IP", counts.none), ("TCP", counts.tcp), ("UDP", counts.udp),
      ("SCTP", counts.sctp), ("ICMP", counts.icmp), ("ICMPv6", counts.icmp6), ("TCP flows", flows.tcp),
      ("UDP flows", flows.udp), ("SCTP flows", flows.sctp),
    ]
    let shown = fields.filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }
    return "  \(name)  " + (shown.isEmpty ? "nothing" : shown.joined(separator: ", "))
  }

  private static func flow(_ entry: (flow: UnorderedFlow, packets: UInt64)) -> String {
    let flow = entry.flow
    return
      "  \(word(flow.transport)) \(flow.low):\(flow.lowPort) \(flow.high):\(flow.highPort)  \(entry.packets) packets"
  }

  static func word(_ transport: TransportProtocol) -> String {
    switch transport {
    case .tcp: "tcp"
    case .udp: "udp"
    case .sctp: "sctp"
    default: "ip-\(transport.rawValue)"
    }
  }
}
