import Cluster
import Trace
import Wire

/// What the paths say of the captures: packets of each tap, tunnels, directions. Of it follows what the captures can prove.
struct TapTally: Sendable {
  private var packets: [Int: UInt64] = [:]
  private var tunnelled: [Int: UInt64] = [:]
  private var tunnelEnds: Set<IPAddress> = []
  private var shapes = FlowShapes()
  private static let mostEnds = 1024

  mutating func add(_ path: Path) {
    for hop in path.hops where hop.isSeen {
      let count = UInt64(clamping: hop.packets.request + hop.packets.reply)
      packets[hop.tap, default: 0] += count
      guard let tunnel = hop.tunnel else { continue }
      tunnelled[hop.tap, default: 0] += count
      if tunnelEnds.count < Self.mostEnds { tunnelEnds.formUnion([tunnel.source, tunnel.destination]) }
    }
    guard path.transport == .tcp else { return }
    shapes.tcp += 1
    if path.gaps.contains(where: { $0.reason == .oneSided }) { shapes.oneWay += 1 }
    if path.state == .partial { shapes.withoutBeginning += 1 }
  }

  /// - Parameter summary: with a vantage for each tap.
  func claims(_ summary: RunSummary, hasMap: Bool) -> [Claim] {
    let vantages = summary.vantages.enumerated().map { number, vantage in
      var vantage = vantage
      for device in vantage.devices.indices {
        vantage.devices[device].packets = packets[number] ?? 0
        vantage.devices[device].tunnelled = tunnelled[number] ?? 0
        // Encapsulated packets leave and enter a node there.
        let isUnknown = vantage.devices[device].place == .unknown
        if isUnknown, vantage.devices[device].tunnelled > 0 { vantage.devices[device].place = .uplink }
      }
      return vantage
    }
    // Of a capture of any whose packets have numbers of devices, the capture itself is no place.
    let places = vantages.filter { vantage in !vantage.devices.allSatisfy { $0.place == .any && $0.packets == 0 } }
    return Claim.all(
      CaptureFacts(
        vantages: Vantage.merged(places), shapes: shapes, headersCut: UInt64(clamping: summary.trace.cut),
        drops: summary.recordedDrops, clockJumps: 0, nodesInvolved: Set(summary.missing), tunnelEnds: tunnelEnds,
        hasMap: hasMap))
  }
}
