import Wire

/// An address of a device with the length of its network's prefix: `10.244.1.1/24` (`IFA_LOCAL`, `ifa_prefixlen`).
public struct DeviceAddress: Sendable, Hashable, CustomStringConvertible {
  public var address: IPAddress
  /// 0…32 for IPv4, 0…128 for IPv6.
  public var length: Int

  public init(_ address: IPAddress, length: Int) {
    self.address = address
    self.length = length
  }

  /// What is on the link with it; nil when the length does not fit the family.
  public var network: IPPrefix? { IPPrefix(address, length: length) }

  public var description: String { "\(address)/\(length)" }
}
