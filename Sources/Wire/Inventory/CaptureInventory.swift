/// What one capture file holds, packet by packet: the figures of `hopscope info`.
///
/// Innermost and outermost are as in `Headers`: a VXLAN packet counts as UDP outside and as what it carries inside.
/// The packet quoted in an ICMP error is never counted. Pure: feed it, read it; it knows no file and no clock.
public struct CaptureInventory: Sendable {
  public private(set) var packets: UInt64 = 0
  /// On the wire, and of that in the file.
  public private(set) var bytes: UInt64 = 0
  public private(set) var capturedBytes: UInt64 = 0
  /// Packets of which the snap length left out something.
  public private(set) var cutPackets: UInt64 = 0
  /// Earliest and latest time stamp, nanoseconds since 1970-01-01 UTC; `nil` without a packet.
  public private(set) var start: Int64?
  public private(set) var end: Int64?
  public private(set) var inner = PacketCounts()
  public private(set) var outer = PacketCounts()
  private var flows: FlowSet
  private var stopCounts: [UInt64]
  private var tunnelCounts: [UInt64]

  /// - Parameter maximumFlows: flows beyond are not kept and `hasMoreFlows` says so; one takes about 64 bytes.
  public init(maximumFlows: Int = 1 << 20) {
    flows = FlowSet(limit: maximumFlows)
    stopCounts = Array(repeating: 0, count: Layer.allCases.count * StopReason.allCases.count)
    tunnelCounts = Array(repeating: 0, count: TunnelKind.allCases.count)
  }

  public mutating func add(_ headers: Headers, capturedLength: Int) {
    packets += 1
    bytes += UInt64(headers.wireLength)
    capturedBytes += UInt64(capturedLength)
    if capturedLength < Int(headers.wireLength) { cutPackets += 1 }
    let time = headers.timestamp
    start = min(start ?? time, time)
    end = max(end ?? time, time)
    let innermost = headers.announcedTransport
    inner.add(headers.ipVersion, innermost)
    outer.add(headers.outerIPVersion, headers.outer.transport)
    let hasPorts = headers.traits.contains(.hasTransport)
    let isSYN = headers.flags.contains(.syn)
    if headers.layers > 1 {
      flows.count(headers.outer, isInner: false, isOuter: true)
      if hasPorts { flows.count(headers.tuple, isInner: true, isOuter: false, isSYN: isSYN) }
    } else if hasPorts {
      flows.count(headers.tuple, isInner: true, isOuter: true, isSYN: isSYN)
    }
    let stop = headers.stop
    if stop.layer != .none { stopCounts[Self.index(stop.layer, stop.reason)] += 1 }
    let kind = headers.encapsulation.kind
    if kind != .none { tunnelCounts[Int(kind.rawValue)] += 1 }
  }

  /// Adds what another capture holds.
  public mutating func merge(_ other: CaptureInventory) {
    packets += other.packets
    bytes += other.bytes
    capturedBytes += other.capturedBytes
    cutPackets += other.cutPackets
    start = [start, other.start].compactMap(\.self).min()
    end = [end, other.end].compactMap(\.self).max()
    inner.merge(other.inner)
    outer.merge(other.outer)
    flows.merge(other.flows)
    for index in stopCounts.indices { stopCounts[index] += other.stopCounts[index] }
    for index in tunnelCounts.indices { tunnelCounts[index] += other.tunnelCounts[index] }
  }

  private static func index(_ layer: Layer, _ reason: StopReason) -> Int {
    Int(layer.rawValue) * StopReason.allCases.count + Int(reason.rawValue)
  }
}

extension CaptureInventory {
  public struct StopCount: Hashable, Sendable {
    public var layer: Layer
    public var reason: StopReason
    public var packets: UInt64

    public init(layer: Layer, reason: StopReason, packets: UInt64) {
      self.layer = layer
      self.reason = reason
      self.packets = packets
    }
  }

  /// Where decoding ended before an innermost transport, in layer order; ARP and ESP are there as `complete`.
  public var stops: [StopCount] {
    Layer.allCases.flatMap { layer in
      StopReason.allCases.compactMap { reason in
        let count = stopCounts[Self.index(layer, reason)]
        return count == 0 ? nil : StopCount(layer: layer, reason: reason, packets: count)
      }
    }
  }

  /// Packets by the encapsulation directly around their innermost IP header.
  public var tunnels: [(kind: TunnelKind, packets: UInt64)] {
    TunnelKind.allCases.compactMap { kind in
      let count = tunnelCounts[Int(kind.rawValue)]
      return count == 0 ? nil : (kind, count)
    }
  }

  public var shapes: FlowShapes { flows.shapes }
  public var innerFlows: FlowCounts { flows.innerCounts }
  public var outerFlows: FlowCounts { flows.outerCounts }
  /// There were flows beyond the limit: flow counts and lists hold only the first ones.
  public var hasMoreFlows: Bool { flows.packetsBeyondLimit > 0 }
  /// Sightings (inner or outer) of flows that were not kept.
  public var packetsOfUnkeptFlows: UInt64 { flows.packetsBeyondLimit }

  /// Innermost flows in numeric order: protocol, then addresses and ports.
  public var innermostFlows: [(flow: UnorderedFlow, packets: UInt64)] { flows.sortedInner }
}

extension Headers {
  /// The protocol whose header the innermost IP header says is here, even when it was cut off; `.none` for later
  /// fragments and for protocols without ports or echo identifiers.
  @inlinable public var announcedTransport: TransportProtocol {
    traits.contains(.laterFragment) ? .none : tuple.transport
  }
}
