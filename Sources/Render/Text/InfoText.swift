import Trace
import Wire

/// `hopscope info` for people.
public struct InfoText: Sendable {
  private let withFlows: Bool
  private let style: Style
  private let columns: Int

  public init(withFlows: Bool, style: Style, columns: Int) {
    self.withFlows = withFlows
    self.style = style
    self.columns = max(40, columns)
  }

  public func render(_ report: InfoReport) -> String {
    var lines = [style(.strong, title(report))]
    lines += field("packets", Self.amount(report)) + time(report)
    lines += interfaces(report) + devices(report)
    let inventory = report.contents.inventory
    lines += field("innermost", Self.counts(inventory.inner, inventory.innerFlows))
    if !inventory.tunnels.isEmpty {
      lines += field("outermost", Self.counts(inventory.outer, inventory.outerFlows))
      lines += field("tunnels", inventory.tunnels.map { "\($0.kind.name) \($0.packets)" }.joined(separator: ", "))
    }
    let stops = inventory.stops.map { "\($0.layer) \($0.reason) \($0.packets)" }
    if !stops.isEmpty { lines += field("stopped at", stops.joined(separator: ", ")) }
    lines += InfoQuality.sentences(report).flatMap { field($0.label, $0.text) }
    if let error = report.error {
      lines += field("error", printable(error.sentence)).map { style(.bad, $0) }
    }
    lines += claims(report.claims)
    if withFlows { lines += inventory.innermostFlows.map(Self.flow) }
    return lines.joined(separator: "\n") + "\n\n"
  }

  private func title(_ report: InfoReport) -> String {
    switch report.subject {
    case .file(let name): printable(name)
    case .sum(let count): "all \(count) files"
    }
  }

  private func field(_ label: String, _ text: String) -> [String] {
    words(text, behind: "  " + label.padded(10) + " ")
  }

  /// Later lines begin below the first one's text.
  private func words(_ text: String, behind first: String) -> [String] {
    let indent = String(repeating: " ", count: displayWidth(first))
    return filled(text.split(separator: " "), columns: columns, first: first, rest: indent)
  }

  private static func amount(_ report: InfoReport) -> String {
    let inventory = report.contents.inventory
    let sizes =
      "\(SizeText.bytes(Int(inventory.capturedBytes)))B captured of \(SizeText.bytes(Int(inventory.bytes)))B"
    let parts = [SizeText.grouped(Int(inventory.packets)), sizes, report.format, report.compression]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  private func time(_ report: InfoReport) -> [String] {
    let contents = report.contents
    guard let start = contents.inventory.start, let duration = contents.duration else { return [] }
    return field("time", "\(TimeText.rfc3339(start)) + \(TimeText.duration(duration))")
      + field("rate", InfoRates(contents).sentence)
  }

  private func interfaces(_ report: InfoReport) -> [String] {
    guard case .file = report.subject else { return [] }
    return report.interfaces.flatMap { interface in
      let host = interface.host.map { printable($0) + " " } ?? ""
      let dropped = interface.dropped.map { ", \($0) dropped by the capture" } ?? ""
      let limit = interface.snapLength == 0 ? "" : ", snap length \(interface.snapLength)"
      return field(
        "interface",
        "\(host)\(printable(interface.name)): \(interface.linkType)\(limit), \(interface.packets) packets\(dropped)")
    }
  }

  private func devices(_ report: InfoReport) -> [String] {
    let isSum = if case .sum = report.subject { true } else { false }
    return report.vantages.flatMap { vantage in
      let shown = vantage.devices.filter { isSum || $0.isOfAny || $0.place != .unknown }
      let words = shown.map { device in
        let place = device.place == .unknown ? "" : " (\(device.place.rawValue))"
        return "\(printable(device.name))\(place) \(device.packets)"
      }
      let host = vantage.host.map(printable) ?? "host unknown"
      return words.isEmpty ? [] : field("taps", "\(host): \(words.joined(separator: ", "))")
    }
  }

  private static func counts(_ counts: PacketCounts, _ flows: FlowCounts) -> String {
    let fields = [
      ("IPv4", counts.ip4), ("IPv6", counts.ip6), ("no IP", counts.none), ("TCP", counts.tcp), ("UDP", counts.udp),
      ("SCTP", counts.sctp), ("ICMP", counts.icmp), ("ICMPv6", counts.icmp6), ("TCP flows", flows.tcp),
      ("UDP flows", flows.udp), ("SCTP flows", flows.sctp),
    ]
    let shown = fields.filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }
    return shown.isEmpty ? "nothing" : shown.joined(separator: ", ")
  }

  private func claims(_ claims: [Claim]) -> [String] {
    var lines: [String] = []
    for isProvable in [true, false] {
      let told = claims.filter { $0.isProvable == isProvable }
      guard !told.isEmpty else { continue }
      lines.append(style(.strong, isProvable ? "  can prove" : "  cannot prove"))
      for claim in told {
        lines += words(printable(claim.sentence), behind: isProvable ? "    + " : "    - ")
        guard let needs = claim.needs else { continue }
        lines += words("needs " + printable(needs), behind: "      ").map { style(.faint, $0) }
      }
    }
    return lines
  }

  private static func flow(_ entry: (flow: UnorderedFlow, packets: UInt64)) -> String {
    let flow = entry.flow
    return
      "  \(flow.transport.word) \(flow.low):\(flow.lowPort) \(flow.high):\(flow.highPort)  \(entry.packets) packets"
  }
}
