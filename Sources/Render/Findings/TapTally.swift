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
    let vantages = merged(summary.vantages.enumerated().map { counted($0.element, $0.offset) }, summary.taps)
    return Claim.all(
      CaptureFacts(
        vantages: vantages, shapes: shapes, headersCut: UInt64(clamping: summary.trace.cut),
        drops: summary.recordedDrops, clockJumps: 0, nodesInvolved: Set(summary.missing), tunnelEnds: tunnelEnds,
        hasMap: hasMap))
  }

  private func counted(_ vantage: Vantage, _ tap: Int) -> Vantage {
    var vantage = vantage
    for device in vantage.devices.indices {
      vantage.devices[device].packets = packets[tap] ?? 0
      vantage.devices[device].tunnelled = tunnelled[tap] ?? 0
      // Encapsulated packets leave and enter a node there.
      let isUnknown = vantage.devices[device].place == .unknown
      if isUnknown, vantage.devices[device].tunnelled > 0 { vantage.devices[device].place = .uplink }
    }
    return vantage
  }

  /// Devices of one capture are of one machine, also where nothing says which.
  private func merged(_ vantages: [Vantage], _ taps: [Tap]) -> [Vantage] {
    var unknown: Set<String> = []
    var named: [Vantage] = []
    for (var vantage, tap) in zip(vantages, taps) {
      // Of a capture of any whose packets have numbers of devices, the capture itself is no place.
      if vantage.devices.allSatisfy({ $0.place == .any && $0.packets == 0 }) { continue }
      if vantage.host == nil, let host = tap.host {
        unknown.insert(host)
        vantage.host = host
      }
      named.append(vantage)
    }
    return Vantage.merged(named).map { vantage in
      var vantage = vantage
      if let host = vantage.host, unknown.contains(host) { vantage.host = nil }
      return vantage
    }
  }
}
