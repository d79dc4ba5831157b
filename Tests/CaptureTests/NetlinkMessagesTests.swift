import Cluster
import Testing
import Wire

@testable import Capture

/// What the kernel says, cut anywhere and changed anywhere: nothing stops us.
@Suite struct NetlinkMessagesTests {
  private static func attribute(_ type: UInt16, _ value: [UInt8]) -> [UInt8] {
    let padding = [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
    return native(UInt16(4 + value.count)) + native(type) + value + padding
  }

  private static func native<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number) { Array($0) }
  }

  private static func message(_ type: UInt16, _ flags: UInt16, _ body: [UInt8]) -> [UInt8] {
    native(UInt32(16 + body.count)) + native(type) + native(flags) + [UInt8](repeating: 0, count: 8) + body
  }

  private static func tuple(_ source: [UInt8], _ destination: [UInt8], _ ports: (UInt16, UInt16)) -> [UInt8] {
    attribute(0x8001, attribute(1, source) + attribute(2, destination))
      + attribute(
        0x8002,
        attribute(1, [6]) + attribute(2, native(ports.0.bigEndian)) + attribute(3, native(ports.1.bigEndian)))
  }

  /// 10.0.0.1:1000 → 10.96.0.1:80 ⇒ 10.244.1.5:8080, zone 3, established.
  private static func connection(_ type: UInt16, _ flags: UInt16, status: UInt32 = 0xe) -> [UInt8] {
    message(
      type, flags,
      [2, 0, 0, 0] + attribute(0x8001, tuple([10, 0, 0, 1], [10, 96, 0, 1], (1000, 80)))
        + attribute(0x8002, tuple([10, 244, 1, 5], [10, 0, 0, 1], (8080, 1000)))
        + attribute(3, native(status.bigEndian)) + attribute(12, native(UInt32(77).bigEndian))
        + attribute(0x8004, attribute(0x8001, attribute(1, [3]))) + attribute(18, native(UInt16(3).bigEndian))
        + attribute(0x8014, attribute(1, native(UInt64(5_000).bigEndian))))
  }

  private static let link = message(
    16, 0,
    [0, 0] + native(UInt16(1)) + native(UInt32(9)) + native(UInt32(0x1_0001)) + native(UInt32(0))
      + attribute(3, Array("veth0\0".utf8)) + attribute(4, native(UInt32(1450)))
      + attribute(18, attribute(1, Array("veth\0".utf8))))
  private static let address = message(
    20, 0, [2, 24, 0, 0] + native(UInt32(9)) + attribute(1, [10, 1, 0, 1]) + attribute(2, [10, 1, 0, 1]))
  private static let route = message(
    24, 0,
    [2, 24, 0, 0, 254, 0, 0, 1, 0, 0, 0, 0] + attribute(1, [10, 2, 0, 0]) + attribute(4, native(UInt32(9)))
      + attribute(5, [10, 1, 0, 9]))

  private static func events(_ bytes: [UInt8]) -> [ConntrackEvent] {
    NetlinkMessages(bytes[...]).compactMap { ConntrackMessage.event($0, host: "n", time: 9) }
  }

  @Test(
    "Kinds of events",
    arguments: [
      (UInt16(0x100), UInt16(0x600), ConntrackEvent.Kind.new), (0x100, 0, .update), (0x100, 2, .listed),
      (0x102, 0, .destroy),
    ])
  func kinds(type: UInt16, flags: UInt16, kind: ConntrackEvent.Kind) throws {
    let event = try #require(Self.events(Self.connection(type, flags)).first)
    #expect(event.kind == kind)
    #expect(event.id == 77)
    #expect(event.entry.original.source == IPAddress(v4: 0x0a00_0001))
    #expect(event.entry.original.destinationPort == 80)
    #expect(event.entry.reply.source == IPAddress(v4: 0x0af4_0105))
    #expect(event.entry.reply.sourcePort == 8080)
    #expect(event.entry.zone == 3)
    #expect(event.entry.state == "ESTABLISHED")
    #expect(event.entry.flags == .assured)
    #expect(event.entry.start == 5_000)
  }

  @Test("One that is dying is listed no more: its end was told")
  func dying() {
    #expect(Self.events(Self.connection(0x100, 2, status: 0x20e)).isEmpty)
    #expect(Self.events(Self.connection(0x102, 0, status: 0x20e)).count == 1)
  }

  private static func read(_ bytes: [UInt8]) -> Int {
    NetlinkMessages(bytes[...]).reduce(0) { count, message in
      let told = RouteMessage(message) != nil || ConntrackMessage.event(message, host: "n", time: 0) != nil
      return count + (told ? 1 : 0)
    }
  }

  private static let all = connection(0x100, 0x600) + link + address + route

  @Test("What is cut is not told, what is whole before it is")
  func cut() {
    #expect(Self.read(Self.all) == 4)
    for length in 0..<Self.all.count { #expect(Self.read(Array(Self.all.prefix(length))) < 4) }
    // Cut within the body, but with a length that is right: attributes are looked at one by one.
    for whole in [Self.connection(0x100, 0), Self.link, Self.address, Self.route] {
      for length in 16..<whole.count {
        _ = Self.read(Self.native(UInt32(length)) + whole[4..<length])
      }
    }
  }

  @Test("Random changes stop nothing", arguments: 0..<8)
  func mutations(_ seed: UInt64) {
    print("netlink mutations: seed \(seed)")
    var random = Seeded(state: seed)
    for _ in 0..<3_000 {
      var bytes = Self.all
      for _ in 0...random.next() % 6 {
        let value = UInt8(truncatingIfNeeded: random.next())
        bytes[Int(random.next() % UInt64(bytes.count))] = random.next() % 3 == 0 ? 255 : value
      }
      #expect(Self.read(bytes) <= bytes.count / 16)
    }
  }

  private static func told(_ bytes: [UInt8]) throws -> RouteMessage {
    try #require(NetlinkMessages(bytes[...]).compactMap { RouteMessage($0) }.first)
  }

  @Test("A device that goes down loses its IPv4 routes: the kernel takes them without a word")
  func down() throws {
    var table = DeviceTable()
    for bytes in [Self.link, Self.address, Self.route] { table.apply(try Self.told(bytes), most: 10) }
    #expect(table.network.routes.count == 1)
    #expect(table.network.devices.map(\.name) == ["veth0"])
    #expect(table.network.devices[0].addresses.count == 1)
    #expect(table.network.devices[0].kind == "veth")
    let before = table.network
    var device = before.devices[0]
    device.isUp = false
    table.apply(.device(device), most: 10)
    #expect(table.network.routes.isEmpty)
    #expect(DeviceTable.changes(from: before, to: table.network) == [.changed(device, from: before.devices[0])])
  }
}
