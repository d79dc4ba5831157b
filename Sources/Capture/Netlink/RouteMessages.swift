import Cluster
import Wire

/// What the kernel tells of devices, addresses and routes (rtnetlink(7), `linux/if_link.h`, `linux/rtnetlink.h`).
enum RouteMessage: Equatable {
  case device(NodeDevice)
  case deviceGone(UInt32)
  case address(DeviceAddress, device: UInt32)
  case addressGone(DeviceAddress, device: UInt32)
  case route(NodeRoute)
  case routeGone(NodeRoute)

  /// `RTM_NEWLINK` and so on.
  enum Kind {
    static let newLink: UInt16 = 16
    static let deleteLink: UInt16 = 17
    static let newAddress: UInt16 = 20
    static let deleteAddress: UInt16 = 21
    static let newRoute: UInt16 = 24
    static let deleteRoute: UInt16 = 25
    static let getLink: UInt16 = 18
    static let getAddress: UInt16 = 22
    static let getRoute: UInt16 = 26
  }

  /// Nil for what is of no interest, or cut.
  init?(_ message: NetlinkMessages.Message) {
    switch message.type {
    case Kind.newLink:
      guard let device = Self.device(message.body) else { return nil }
      self = .device(device)
    case Kind.deleteLink:
      guard let index = message.body.number(at: 4, as: UInt32.self), !Self.isOfBridge(message.body) else { return nil }
      self = .deviceGone(index)
    case Kind.newAddress, Kind.deleteAddress:
      guard let (address, device) = Self.address(message.body) else { return nil }
      self = message.type == Kind.newAddress ? .address(address, device: device) : .addressGone(address, device: device)
    case Kind.newRoute, Kind.deleteRoute:
      guard let route = Self.route(message.body) else { return nil }
      self = message.type == Kind.newRoute ? .route(route) : .routeGone(route)
    default: return nil
    }
  }

  /// `AF_BRIDGE` messages tell of a bridge's ports, not of devices: a port that leaves its bridge is not gone.
  private static func isOfBridge(_ body: NetlinkBytes) -> Bool { body.number(at: 0, as: UInt8.self) == 7 }

  /// `struct ifinfomsg`: family 1, pad 1, type 2, index 4, flags 4, change 4.
  private static func device(_ body: NetlinkBytes) -> NodeDevice? {
    guard let index = body.number(at: 4, as: UInt32.self), let flags = body.number(at: 8, as: UInt32.self),
      body.count >= 16, !isOfBridge(body)
    else { return nil }
    var device = NodeDevice(index: index, name: "")
    device.isUp = flags & 1 != 0
    device.isLoopback = flags & 8 != 0
    device.hasCarrier = flags & (1 << 16) != 0
    for attribute in body.dropping(16).attributes {
      let value = attribute.value
      switch attribute.type {
      case 3: device.name = value.text
      case 4: device.mtu = value.number(at: 0, as: UInt32.self) ?? 0
      case 5: device.lower = value.number(at: 0, as: UInt32.self)
      case 10: device.master = value.number(at: 0, as: UInt32.self)
      case 18: device.kind = value.attributes.first { $0.type == 1 }?.value.text
      case 37: device.peerNamespace = value.number(at: 0, as: Int32.self)
      default: break
      }
    }
    return device.name.isEmpty ? nil : device
  }

  /// `struct ifaddrmsg`: family 1, prefixlen 1, flags 1, scope 1, index 4. `IFA_LOCAL` is the device's own address where
  /// `IFA_ADDRESS` is the peer's.
  private static func address(_ body: NetlinkBytes) -> (DeviceAddress, UInt32)? {
    guard let length = body.number(at: 1, as: UInt8.self), let index = body.number(at: 4, as: UInt32.self) else {
      return nil
    }
    let attributes = Array(body.dropping(8).attributes)
    let value = attributes.first { $0.type == 2 } ?? attributes.first { $0.type == 1 }
    guard let address = value?.value.address else { return nil }
    return (DeviceAddress(address, length: Int(length)), index)
  }

  /// `struct rtmsg`: family, dst_len, src_len, tos, table, protocol, scope, type 1 each, flags 4. Only unicast routes of
  /// the main table (254).
  private static func route(_ body: NetlinkBytes) -> NodeRoute? {
    guard let family = body.number(at: 0, as: UInt8.self), let length = body.number(at: 1, as: UInt8.self),
      let type = body.number(at: 7, as: UInt8.self), type == 1, body.count >= 12
    else { return nil }
    var table = UInt32(body.number(at: 4, as: UInt8.self) ?? 0)
    var destination: IPAddress = family == 2 ? IPAddress(v4: 0) : .unspecified
    var (gateway, device): (IPAddress?, UInt32?)
    for attribute in body.dropping(12).attributes {
      switch attribute.type {
      case 1: destination = attribute.value.address ?? destination
      case 4: device = attribute.value.number(at: 0, as: UInt32.self)
      case 5: gateway = attribute.value.address
      // Several next hops (`struct rtnexthop`: length 2, flags 1, hops 1, device 4): the first one stands for them.
      case 9: device = device ?? attribute.value.number(at: 4, as: UInt32.self)
      case 15: table = attribute.value.number(at: 0, as: UInt32.self) ?? table
      default: break
      }
    }
    guard table == 254, let device, let prefix = IPPrefix(destination, length: Int(length)) else { return nil }
    return NodeRoute(destination: prefix, device: device, gateway: gateway)
  }
}

extension NetlinkBytes {
  /// 4 or 16 bytes in network byte order.
  var address: IPAddress? {
    switch count {
    case 4: number(at: 0, as: UInt32.self).map { IPAddress(v4: UInt32(bigEndian: $0)) }
    case 16:
      number(at: 0, as: UInt64.self).flatMap { high in
        number(at: 8, as: UInt64.self).map { IPAddress(high: UInt64(bigEndian: high), low: UInt64(bigEndian: $0)) }
      }
    default: nil
    }
  }
}
