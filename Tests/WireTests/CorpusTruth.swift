import Foundation
import Wire

/// One row of the corpus's TRUTH.tsv with its line of TRUTH-flows.jsonl.
struct CorpusTruth {
  var path: String
  var isClean: Bool
  /// Packets with headers so broken that readers may differ.
  var ambiguous: Int
  var counts: [String: Int]
  /// "udp 10.0.0.1:53 10.0.0.2:4000 2": protocol, endpoints in any order, packets.
  var flows: [String]

  static func load(_ folder: URL) throws -> [CorpusTruth] {
    var flows: [String: [String]] = [:]
    let lines = try String(contentsOf: folder.appending(path: "TRUTH-flows.jsonl"), encoding: .utf8)
    for line in lines.split(separator: "\n") {
      let object = try JSONDecoder().decode(FlowLine.self, from: Data(line.utf8))
      flows[object.path] = object.flows
    }
    let rows = try String(contentsOf: folder.appending(path: "TRUTH.tsv"), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    return rows.dropFirst().map { row in
      let fields = Dictionary(uniqueKeysWithValues: zip(rows[0], row))
      let path = fields["path"] ?? ""
      return CorpusTruth(
        path: path, isClean: fields["clean"] == "1", ambiguous: Int(fields["ambiguous_packets"] ?? "") ?? 0,
        counts: fields.compactMapValues { Int($0) }, flows: flows[path] ?? [])
    }
  }

  private struct FlowLine: Decodable {
    var path: String
    var flows: [String]
  }

  struct Difference: CustomStringConvertible {
    var name: String
    var ours: UInt64
    var theirs: Int?
    var description: String { "\(name): ours \(ours), theirs \(theirs.map(String.init) ?? "absent")" }
  }

  /// Every count that is not the same; "flows" is how many flows only one side has.
  func differences(from inventory: CaptureInventory) -> [Difference] {
    let inner = inventory.inner
    let outer = inventory.outer
    let ours: [(String, UInt64)] = [
      ("packets", inventory.packets), ("captured_bytes", inventory.capturedBytes), ("wire_bytes", inventory.bytes),
      ("noip", inner.none), ("ip4", inner.ip4), ("ip6", inner.ip6), ("tcp", inner.tcp), ("udp", inner.udp),
      ("sctp", inner.sctp), ("icmp", inner.icmp), ("icmp6", inner.icmp6),
      ("tcp_outer", outer.tcp), ("udp_outer", outer.udp), ("sctp_outer", outer.sctp),
      ("icmp_outer", outer.icmp), ("icmp6_outer", outer.icmp6),
      ("tcp_flows", inventory.innerFlows.tcp), ("udp_flows", inventory.innerFlows.udp),
      ("sctp_flows", inventory.innerFlows.sctp),
      ("tcp_flows_outer", inventory.outerFlows.tcp), ("udp_flows_outer", inventory.outerFlows.udp),
    ]
    let counted = ours.compactMap { name, count in
      counts[name] == Int(count) ? nil : Difference(name: name, ours: count, theirs: counts[name])
    }
    let missing = Set(flows.map(normalised)).symmetricDifference(inventory.innermostFlows.map(text))
    return missing.isEmpty ? counted : counted + [Difference(name: "flows", ours: UInt64(missing.count), theirs: 0)]
  }

  private func text(_ flow: UnorderedFlow, _ packets: UInt64) -> String {
    let name = flow.transport == .tcp ? "tcp" : flow.transport == .udp ? "udp" : "sctp"
    let ends = ["\(text(flow.low)):\(flow.lowPort)", "\(text(flow.high)):\(flow.highPort)"].sorted()
    return "\(name) \(ends[0]) \(ends[1]) \(packets)"
  }

  private func normalised(_ flow: String) -> String {
    let words = flow.split(separator: " ").map(String.init)
    let ends = words[1...2].map { end -> String in
      guard let colon = end.lastIndex(of: ":") else { return end }
      return text(address(String(end[..<colon]))) + end[colon...]
    }.sorted()
    return "\(words[0]) \(ends[0]) \(ends[1]) \(words[3])"
  }

  private func text(_ address: IPAddress) -> String { "\(address.high).\(address.low)" }

  private func address(_ text: String) -> IPAddress {
    var v4 = in_addr()
    if inet_pton(AF_INET, text, &v4) == 1 { return IPAddress(v4: UInt32(bigEndian: v4.s_addr)) }
    var v6 = in6_addr()
    guard inet_pton(AF_INET6, text, &v6) == 1 else { return .unspecified }
    return withUnsafeBytes(of: v6) {
      IPAddress(
        high: UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)),
        low: UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
  }
}

/// Everything up to the end or the first damage of a pcap or pcapng file.
func inventory(ofCaptureFile bytes: [UInt8]) -> CaptureInventory {
  var inventory = CaptureInventory()
  var parser = CaptureFileParser()
  var offset = 0
  let decoder = Decoder()
  var headers = Headers()
  let span = bytes.span.bytes
  while case .packet = parser.next(span, &offset) {
    let record = parser.record
    let packet = Packet(
      number: record.number, timestamp: record.timestamp, interface: record.interface,
      linkType: parser.linkType(of: record.interface), originalLength: record.originalLength,
      direction: record.direction, bytes: span.extracting(record.offset..<record.offset + record.length))
    decoder.decode(packet, into: &headers)
    inventory.add(headers, capturedLength: record.length)
  }
  return inventory
}
