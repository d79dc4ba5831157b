import Cluster
import Testing
import Wire

@testable import Trace

/// What captures prove, by where their taps are.
@Suite struct ClaimTests {
  private func device(_ name: String, _ place: DevicePlace, isOfAny: Bool = false, tunnelled: UInt64 = 0)
    -> Vantage.Device
  {
    Vantage.Device(name: name, place: place, isOfAny: isOfAny, packets: 9, tunnelled: tunnelled)
  }

  private func claims(
    _ devices: [Vantage.Device], kind: Vantage.Kind = .node, drops: UInt64? = 0, involved: Set<String> = []
  ) -> [Claim] {
    Claim.all(
      CaptureFacts(
        vantages: [Vantage(host: "n1", kind: kind, devices: devices)], shapes: FlowShapes(), headersCut: 0,
        drops: drops,
        clockJumps: 0, nodesInvolved: involved, tunnelEnds: [], hasMap: true))
  }

  @Test("Only the uplink: the DNAT is seen on entry, not the pod's side")
  func uplink() {
    #expect(claims([device("eth0", .uplink)]) == [.podSide(host: "n1"), .hostProcesses])
    #expect(
      claims([device("eth0", .uplink, tunnelled: 3)])
        == [.podSide(host: "n1"), .unpacking(host: "n1"), .hostProcesses])
  }

  @Test("Uplink and pods prove the rewriting; a bridge alone hides what pods dialled")
  func rewriting() {
    #expect(
      claims([device("eth0", .uplink), device("veth1", .pod)]) == [.rewriting(host: "n1"), .hostProcesses])
    #expect(
      claims([device("eth0", .uplink), device("cni0", .bridge)])
        == [.rewriting(host: "n1"), .behindBridge(host: "n1"), .hostProcesses])
    #expect(claims([device("veth1", .pod)]) == [.entry(host: "n1"), .hostProcesses])
  }

  @Test("A tunnel's device proves packing only where packets are inside and outside of it")
  func packing() {
    let quiet = [device("eth0", .uplink), device("veth1", .pod), device("flannel.1", .tunnel)]
    #expect(!claims(quiet).contains(.packing(host: "n1")))
    let packed = [device("eth0", .uplink, tunnelled: 3), device("veth1", .pod), device("flannel.1", .tunnel)]
    #expect(claims(packed).contains(.packing(host: "n1")))
  }

  @Test("any shows everything, but numbers need names, and cooked v1 has none")
  func any() {
    let numbered = [device("if2", .unknown, isOfAny: true), device("eth0", .uplink, isOfAny: true)]
    #expect(
      claims(numbered) == [.rewriting(host: "n1"), .names(host: "n1", devices: ["if2"]), .hostProcesses])
    #expect(claims([device("any", .any)]) == [.rewriting(host: "n1"), .devices(host: "n1"), .hostProcesses])
  }

  @Test("Who is no node is not judged as one; who may be one is told so")
  func others() {
    #expect(claims([device("eth0", .uplink)], kind: .outside).isEmpty)
    #expect(claims([device("eth0", .pod)], kind: .pod).isEmpty)
    #expect(claims([device("eth0", .uplink)], kind: .unknown) == [.podSideIfNode(host: "n1")])
  }

  @Test("Nodes that take part and have no tap, losses, and what files do not say")
  func elsewhere() {
    let devices = [device("eth0", .uplink), device("veth1", .pod)]
    #expect(claims(devices, involved: ["n1", "n2"]).contains(.missingNode("n2")))
    #expect(!claims(devices, involved: ["n1"]).contains { if case .missingNode = $0 { true } else { false } })
    #expect(claims(devices, drops: 7).last == .dropped(7))
    #expect(claims(devices, drops: nil).last == .dropsUnknown)
  }

  @Test("Several captures of one host are one vantage")
  func merged() {
    let merged = Vantage.merged([
      Vantage(host: "n1", kind: .node, devices: [device("eth0", .uplink)]),
      Vantage(host: "n1", kind: .node, devices: [device("eth0", .uplink, tunnelled: 2), device("cni0", .bridge)]),
      Vantage(host: nil, kind: .unknown, devices: [device("if0", .unknown)]),
      Vantage(host: nil, kind: .unknown, devices: [device("if0", .unknown)]),
    ])
    #expect(merged.map(\.devices.count) == [2, 1, 1])
    #expect(merged[0].devices[0].packets == 18 && merged[0].devices[0].tunnelled == 2)
  }
}
