/// The layer at which decoding ended. Raw values are stable; names are what `hopscope info` prints.
@frozen public enum Layer: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case none, link, ethernet, llc, vlan, mpls, pppoe, ppp, linuxCooked, loopback, raw
  case arp, ipv4, ipv6, ipv6Extension, ah, esp
  case tcp, udp, sctp, icmp, icmpv6
  case vxlan, geneve, gre, erspan, ipip, nsh
}

/// Why decoding ended.
@frozen public enum StopReason: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// Everything up to the innermost transport header was read.
  case complete
  /// The capture holds fewer bytes than the header needs (a cut snap length).
  case cut
  /// The header's own fields contradict each other or the packet's length.
  case malformed
  /// The next protocol is one that hopscope does not read: `detail` is its number.
  case unsupported
  /// More layers or tunnels than the limits allow.
  case tooDeep
}

/// Where and why decoding of one packet ended: what was understood before is kept.
@frozen public struct Stop: BitwiseCopyable, Sendable, Hashable {
  public var layer = Layer.none
  public var reason = StopReason.complete
  /// Byte offset in the captured packet at which the layer begins.
  public var offset: UInt16 = 0
  /// Bytes that the layer needs, and bytes that were there (`cut`); the next protocol's number in `needed` (`unsupported`).
  public var needed: UInt16 = 0
  public var present: UInt16 = 0
  @inlinable public init() {}
  @inlinable public init(_ layer: Layer, _ reason: StopReason, offset: Int, needed: Int = 0, present: Int = 0) {
    self.layer = layer
    self.reason = reason
    self.offset = UInt16(truncatingIfNeeded: offset)
    self.needed = UInt16(truncatingIfNeeded: needed)
    self.present = UInt16(truncatingIfNeeded: present)
  }
}
