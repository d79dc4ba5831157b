/// Bytes of netlink(7), in this machine's byte order. Every read says whether it is inside.
struct NetlinkBytes {
  let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  var count: Int { bytes.count }

  /// - Returns: nil beyond the end.
  func number<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type) -> Number? {
    let size = MemoryLayout<Number>.size
    guard offset >= 0, count - offset >= size else { return nil }
    return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: type) }
  }

  func dropping(_ count: Int) -> NetlinkBytes { NetlinkBytes(bytes.dropFirst(count)) }

  /// Attributes (`struct nlattr`: length, type, then the value, up to a multiple of 4), as far as they are whole.
  var attributes: NetlinkAttributes { NetlinkAttributes(rest: bytes) }

  /// Text up to its zero byte.
  var text: String { String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
}

/// One `struct nlattr` after another.
struct NetlinkAttributes: Sequence, IteratorProtocol {
  struct Attribute {
    /// Without the bits that say that it is nested or in network byte order.
    var type: UInt16
    var value: NetlinkBytes
  }

  fileprivate var rest: ArraySlice<UInt8>

  mutating func next() -> Attribute? {
    let head = NetlinkBytes(rest)
    guard let length = head.number(at: 0, as: UInt16.self).map(Int.init),
      let type = head.number(at: 2, as: UInt16.self),
      length >= 4, length <= rest.count
    else { return nil }
    let value = rest.dropFirst(4).prefix(length - 4)
    rest = rest.dropFirst((length + 3) & ~3)
    return Attribute(type: type & 0x3fff, value: NetlinkBytes(value))
  }
}

/// Messages (`struct nlmsghdr`: length, type, flags, sequence, sender; 16 bytes) of one datagram, as far as they are whole.
struct NetlinkMessages: Sequence, IteratorProtocol {
  struct Message {
    var type: UInt16
    var flags: UInt16
    var body: NetlinkBytes
  }

  static let headerBytes = 16
  /// `NLMSG_ERROR`, `NLMSG_DONE`.
  static let error: UInt16 = 2
  static let done: UInt16 = 3
  private var rest: ArraySlice<UInt8>

  init(_ datagram: ArraySlice<UInt8>) { rest = datagram }

  mutating func next() -> Message? {
    let head = NetlinkBytes(rest)
    guard let length = head.number(at: 0, as: UInt32.self).map(Int.init), length >= Self.headerBytes,
      length <= rest.count, let type = head.number(at: 4, as: UInt16.self),
      let flags = head.number(at: 6, as: UInt16.self)
    else { return nil }
    let body = rest.dropFirst(Self.headerBytes).prefix(length - Self.headerBytes)
    rest = rest.dropFirst((length + 3) & ~3)
    return Message(type: type, flags: flags, body: NetlinkBytes(body))
  }
}
