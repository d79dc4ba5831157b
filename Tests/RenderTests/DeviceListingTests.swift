import Testing
import Wire

@testable import Cluster
@testable import Render

/// The listing of devices, for people and as JSON.
@Suite struct DeviceListingTests {
  private var network: NodeNetwork {
    var loopback = NodeDevice(index: 1, name: "lo")
    loopback.isLoopback = true
    var uplink = NodeDevice(index: 2, name: "eth0")
    uplink.addresses = [DeviceAddress(IPAddress(v4: 0xc0a8_320b), length: 24)]
    uplink.mtu = 1500
    let bridge = NodeDevice(index: 3, name: "cni0", kind: "bridge")
    var pod = NodeDevice(index: 4, name: "ve\u{1b}[31m", kind: "veth", master: 3)
    pod.peerNamespace = 5
    let route = NodeRoute(destination: IPPrefix(IPAddress(v4: 0), length: 0)!, device: 2)
    return NodeNetwork(devices: [loopback, uplink, bridge, pod], routes: [route])
  }

  private func lines(_ width: Int? = nil, asked: [DevicePattern] = []) throws -> [String] {
    let choice = try DeviceChoice.choose(network: network, asked: asked)
    return DeviceText(choice, network: network).lines(TextOptions(style: Style(isColoured: false), width: width))
  }

  @Test("Every device in the order of its number, with what it is and why; names are made harmless")
  func text() throws {
    #expect(
      try lines() == [
        "N  DEVICE        PLACE     PICKED  STATE  ADDRESSES         WHAT                                     WHY",
        "1  lo            loopback  no      up                       loopback                                 what a process says to its own node; -i lo",
        "2  eth0          uplink    yes     up     192.168.50.11/24  hardware                                 default route",
        "3  cni0          bridge    no      up                       bridge of 1 port                         pods' own devices show what it shows, unrewritten",
        "4  ve\\u{1b}[31m  pod       yes     up                       veth, peer in namespace 5, port of cni0  pod",
      ])
  }

  @Test("On a narrow terminal what it is goes first; number, name, place and whether picked stay")
  func narrow() throws {
    let lines = try lines(80)
    #expect(lines.allSatisfy { displayWidth($0) <= 80 })
    #expect(lines[0].hasPrefix("N  DEVICE") && !lines[0].contains("WHAT") && lines[0].contains("WHY"))
  }

  @Test("With any all devices are listed, and that any shows them")
  func any() throws {
    let lines = try lines(asked: [.name("any")])
    #expect(lines.count == 6 && lines[1].hasPrefix("0  any") && lines[1].hasSuffix("asked for: any"))
    #expect(lines[2...].allSatisfy { $0.hasSuffix("any shows it") })
  }

  @Test("hopscope.interfaces/1")
  func json() throws {
    let choice = try DeviceChoice.choose(network: network)
    let text = String(
      decoding: DeviceJSON.render(choice, network: network, host: "worker-1"), as: UTF8.self)
    #expect(
      text.hasPrefix(#"{"schema":"hopscope.interfaces/1","host":"worker-1","interfaces":[{"index":1,"name":"lo","#))
    #expect(
      text.contains(
        #"{"index":2,"name":"eth0","place":"uplink","up":true,"carrier":true,"mtu":1500,"addresses":["192.168.50.11/24"],"#
          + #""description":"hardware","picked":true,"reason":"default route"}"#))
    #expect(
      text.contains(
        #""name":"ve\u001b[31m","kind":"veth","place":"pod","up":true,"carrier":true,"master":"cni0","peerNamespace":5"#
      ))
    #expect(text.hasSuffix("]}\n"))
  }
}
