import Cluster

/// Something that happened to a device.
public enum DeviceChange: Sendable, Hashable {
  case appeared(NodeDevice)
  case gone(NodeDevice)
  case renamed(NodeDevice, from: String)
  /// Up or down, another bridge, another address.
  case changed(NodeDevice, from: NodeDevice)
}

/// What this network namespace's kernel says of its devices, addresses and routes, and how that changes. Needs no
/// privilege.
public final class DeviceWatch {
  /// `RTMGRP_LINK`, `RTMGRP_IPV4_IFADDR`, `RTMGRP_IPV4_ROUTE`, `RTMGRP_IPV6_IFADDR`, `RTMGRP_IPV6_ROUTE`.
  private static let groups: UInt32 = 0x1 | 0x10 | 0x40 | 0x100 | 0x400
  /// Enough for every node; a machine with more is not watched further.
  private static let most = 65_536
  private let socket: NetlinkSocket
  private var table = DeviceTable()

  public init() throws(NetlinkError) {
    socket = try NetlinkSocket(family: 0, groups: Self.groups)
    try readAll()
  }

  public var network: NodeNetwork { table.network }
  /// For poll(2).
  public var descriptor: Int32 { socket.descriptor }

  /// What has changed since the last time.
  public func update() throws(NetlinkError) -> [DeviceChange] {
    let before = table.network
    var isNew = false
    reading: while true {
      switch try socket.receive() {
      case .nothing: break reading
      case .lost:
        try readAll()
        isNew = true
      case .datagram(let datagram):
        for message in NetlinkMessages(datagram) {
          guard let told = RouteMessage(message) else { continue }
          table.apply(told, most: Self.most)
          isNew = true
        }
      }
    }
    return isNew ? DeviceTable.changes(from: before, to: table.network) : []
  }

  /// Devices may change while they are told: then once more.
  private func readAll() throws(NetlinkError) {
    for _ in 0..<3 where try readOnce() { return }
  }

  /// - Returns: whether all of it came.
  private func readOnce() throws(NetlinkError) -> Bool {
    table = DeviceTable()
    var isWhole = true
    // Family AF_UNSPEC, as many zero bytes as the longest of the heads has.
    for kind in [RouteMessage.Kind.getLink, RouteMessage.Kind.getAddress, RouteMessage.Kind.getRoute] {
      try socket.requestDump(
        type: kind, body: [UInt8](repeating: 0, count: kind == RouteMessage.Kind.getLink ? 16 : 12))
      let isAll = try socket.collect(milliseconds: 3_000) { message in
        if let told = RouteMessage(message) { table.apply(told, most: Self.most) }
      }
      isWhole = isWhole && isAll
    }
    return isWhole
  }
}

/// Devices and routes as they are told of.
struct DeviceTable {
  private var devices: [UInt32: NodeDevice] = [:]
  private var routes: [NodeRoute] = []

  var network: NodeNetwork {
    NodeNetwork(devices: devices.values.sorted { $0.index < $1.index }, routes: routes)
  }

  mutating func apply(_ told: RouteMessage, most: Int) {
    switch told {
    case .device(var device):
      guard devices.count < most || devices[device.index] != nil else { return }
      device.addresses = devices[device.index]?.addresses ?? []
      devices[device.index] = device
      // The kernel takes these routes away without a word.
      if !device.isUp { routes.removeAll { $0.device == device.index && $0.destination.base.isIPv4 } }
    case .deviceGone(let index):
      devices[index] = nil
      routes.removeAll { $0.device == index }
    case .address(let address, let device):
      if devices[device]?.addresses.contains(address) == false { devices[device]?.addresses.append(address) }
    case .addressGone(let address, let device): devices[device]?.addresses.removeAll { $0 == address }
    case .route(let route): if routes.count < most, !routes.contains(route) { routes.append(route) }
    case .routeGone(let route): routes.removeAll { $0 == route }
    }
  }

  static func changes(from before: NodeNetwork, to after: NodeNetwork) -> [DeviceChange] {
    let old = Dictionary(before.devices.map { ($0.index, $0) }) { first, _ in first }
    let new = Dictionary(after.devices.map { ($0.index, $0) }) { first, _ in first }
    var changes: [DeviceChange] = before.devices.filter { new[$0.index] == nil }.map { .gone($0) }
    for device in after.devices {
      guard let was = old[device.index] else {
        changes.append(.appeared(device))
        continue
      }
      if was.name != device.name {
        changes.append(.renamed(device, from: was.name))
      } else if was != device {
        changes.append(.changed(device, from: was))
      }
    }
    return changes
  }
}
