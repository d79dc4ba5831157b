/// A CIDR block such as `10.244.1.0/24` or `fd00:244:1::/64`: an address whose bits past `length` are 0.
@frozen public struct IPPrefix: Hashable, BitwiseCopyable, Sendable {
  /// The first address of the block.
  public let base: IPAddress
  /// Leading bits that count, of the 128 of the mapped form: an IPv4 `/24` is 120 here.
  public let mappedLength: UInt8

  /// - Parameters:
  ///   - address: any address of the block; its host bits are cleared.
  ///   - length: 0…32 for IPv4, 0…128 for IPv6.
  /// - Returns: nil when the length does not fit the family.
  public init?(_ address: IPAddress, length: Int) {
    guard length >= 0, length <= (address.isIPv4 ? 32 : 128) else { return nil }
    let mapped = address.isIPv4 ? length + 96 : length
    base = address.masked(to: mapped)
    mappedLength = UInt8(mapped)
  }

  /// The length as it is written: 0…32 for IPv4, 0…128 for IPv6.
  public var length: Int { base.isIPv4 && mappedLength >= 96 ? Int(mappedLength) - 96 : Int(mappedLength) }

  /// An IPv6 block shorter than /96 does not hold IPv4 addresses, though their mapped form lies in `::/n`.
  public func contains(_ address: IPAddress) -> Bool {
    address.isIPv4 == base.isIPv4 && address.masked(to: Int(mappedLength)) == base
  }
}

extension IPPrefix: CustomStringConvertible {
  /// - Parameter text: `address/length`, where the length has no sign and no leading zero.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPAddress(String(parts[0])) else { return nil }
    let digits = parts[1].utf8
    guard (1...3).contains(digits.count), digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
      digits.count == 1 || digits.first != 0x30, let length = Int(parts[1])
    else { return nil }
    let isMappedText = address.isIPv4 && parts[0].utf8.contains(0x3a)
    self.init(address, length: isMappedText ? length - 96 : length)
  }

  public var description: String { "\(base)/\(length)" }
}

extension IPAddress {
  /// The address with every bit after the first `length` of its mapped form cleared.
  @inlinable public func masked(to length: Int) -> IPAddress {
    if length >= 128 { return self }
    if length >= 64 { return IPAddress(high: high, low: low & ~(.max >> UInt64(length - 64))) }
    return IPAddress(high: high & ~(.max >> UInt64(length)), low: 0)
  }

  /// The address `offset` further on, or nil past the end of its family's 64-bit half.
  public func advanced(by offset: UInt64) -> IPAddress? {
    let (sum, overflow) = low.addingReportingOverflow(offset)
    let next = IPAddress(high: high, low: sum)
    return overflow || next.isIPv4 != isIPv4 ? nil : next
  }
}
