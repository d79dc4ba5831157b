/// Who has an address: ARP, and neighbour discovery of ICMPv6 (RFC 4861 §4.3, §4.4).
extension Decoder {
  /// Leaves the tuple empty: an ARP packet has no IP header.
  func readARP(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    if let arp = ARPHeader(walk.bytes) {
      note(arp.operation == 1 ? .asks : .answers, arp.sender, arp.target, &headers)
    }
    return walk.end(.arp, .complete, &headers)
  }

  /// - Parameter walk: behind the ICMPv6 header.
  func readNeighbour(type: UInt8, _ walk: borrowing Walk, _ headers: inout Headers) {
    guard type == 135 || type == 136, walk.bytes.byteCount >= 16 else { return }
    let target = IPAddress(high: walk.bytes.be64(0), low: walk.bytes.be64(8))
    if type == 135 {
      note(.asks, headers.tuple.source, target, &headers)
    } else {
      note(.answers, target, headers.tuple.destination, &headers)
    }
  }

  private func note(
    _ part: NeighbourPart, _ source: IPAddress, _ destination: IPAddress, _ headers: inout Headers
  ) {
    headers.traits.insert(part == .asks ? .asksNeighbour : .answersNeighbour)
    headers.quoted.source = source
    headers.quoted.destination = destination
  }

  private enum NeighbourPart { case asks, answers }
}
