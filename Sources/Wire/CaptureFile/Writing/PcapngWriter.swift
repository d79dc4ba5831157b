/// Writes pcapng (draft-ietf-opsawg-pcapng) into a buffer of bytes, in little-endian order, times in nanoseconds. Blocks are
/// always whole; a reader may start at any section header.
///
/// ```
///   type(32) length(32) body … length(32)      everything padded to 4 bytes
/// ```
public struct PcapngWriter: Sendable {
  /// What was written and not taken away.
  public private(set) var bytes: [UInt8] = []
  /// Of options: names may come from anywhere.
  private static let longestOption = 4_096

  /// What an interface's comment begins with that says which machine it is of: pcapng has no option for it.
  static let hostComment = "host="

  public init() {}

  public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Begins a file (§4.1).
  /// - Parameters:
  ///   - application: `shb_userappl`.
  ///   - comments: one option each.
  public mutating func sectionHeader(application: String, system: String, comments: [String]) {
    let start = begin(.sectionHeader)
    append(UInt32(0x1a2b_3c4d))
    append(UInt16(1))
    append(UInt16(0))
    // The section's length is not known.
    append(UInt64.max)
    for comment in comments { option(1, comment) }
    option(3, system)
    option(4, application)
    endOptions()
    end(start)
  }

  /// Declares the next interface (§4.2); packets refer to it by its position.
  public mutating func interfaceDescription(
    linkType: LinkType, snapLength: UInt32, host: String, name: String, description: String, filter: String?
  ) {
    let start = begin(.interfaceDescription)
    append(linkType.rawValue)
    append(UInt16(0))
    append(snapLength)
    option(1, Self.hostComment + host)
    option(2, name)
    option(3, description)
    option(9, [9])
    // 0: the filter is a pcap-filter(7) text. One that was cut would be another filter.
    if let filter, filter.utf8.count < Self.longestOption { option(11, [0] + Array(filter.utf8)) }
    endOptions()
    end(start)
  }

  /// One packet (§4.3). Allocates only while the buffer grows.
  /// - Parameter interface: in this section.
  public mutating func enhancedPacket(_ packet: borrowing Packet, interface: Int) {
    let captured = packet.bytes.byteCount
    let flags = Self.flags(packet.direction)
    let padding = -captured & 3
    let length = UInt32(truncatingIfNeeded: 32 &+ captured &+ padding &+ (flags == nil ? 0 : 12))
    let time = UInt64(bitPattern: max(0, packet.timestamp))
    append(
      fields: (
        BlockType.enhancedPacket.rawValue.littleEndian, length.littleEndian,
        UInt32(truncatingIfNeeded: interface).littleEndian, UInt32(truncatingIfNeeded: time >> 32).littleEndian,
        UInt32(truncatingIfNeeded: time).littleEndian, UInt32(truncatingIfNeeded: captured).littleEndian,
        UInt32(clamping: max(packet.originalLength, captured)).littleEndian
      ))
    unsafe packet.bytes.withUnsafeBytes { raw in unsafe bytes.append(contentsOf: raw) }
    for _ in 0..<padding { bytes.append(0) }
    // Option 2 of 4 bytes, then the end of options.
    if let flags { append(fields: (UInt16(2).littleEndian, UInt16(4).littleEndian, flags.littleEndian, UInt32(0))) }
    append(length)
  }

  private mutating func append<Fields>(fields: Fields) {
    unsafe withUnsafeBytes(of: fields) { raw in unsafe bytes.append(contentsOf: raw) }
  }

  /// `epb_flags`, bits 0 and 1: 1 is inbound, 2 outbound.
  private static func flags(_ direction: PacketDirection) -> UInt32? {
    switch direction {
    case .in: 1
    case .out: 2
    case .unknown: nil
    }
  }

  /// What an interface got and lost (§4.6).
  /// - Parameters:
  ///   - start: when its capture began, nanoseconds since 1970; at `time` the counts were so.
  ///   - dropped: by the interface itself, and by the operating system or the capturing program.
  public mutating func interfaceStatistics(
    interface: Int, start first: Int64, time: Int64, received: UInt64, droppedByInterface: UInt64,
    droppedBySystem: UInt64
  ) {
    let start = begin(.interfaceStatistics)
    append(UInt32(truncatingIfNeeded: interface))
    appendTime(time)
    for (code, value) in [(UInt16(2), first), (3, time)] {
      append(code)
      append(UInt16(8))
      appendTime(value)
    }
    for (code, value) in [(UInt16(4), received), (5, droppedByInterface), (7, droppedBySystem)] {
      append(code)
      append(UInt16(8))
      append(value)
    }
    endOptions()
    end(start)
  }

  /// High half first, each in the section's byte order.
  private mutating func appendTime(_ time: Int64) {
    let value = UInt64(bitPattern: max(0, time))
    append(UInt32(truncatingIfNeeded: value >> 32))
    append(UInt32(truncatingIfNeeded: value))
  }

  private mutating func begin(_ type: BlockType) -> Int {
    let start = bytes.count
    append(type.rawValue)
    append(UInt32(0))
    return start
  }

  private mutating func end(_ start: Int) {
    let length = UInt32(truncatingIfNeeded: bytes.count &- start &+ 4)
    append(length)
    for offset in 0..<4 { bytes[start &+ 4 &+ offset] = UInt8(truncatingIfNeeded: length >> UInt32(8 * offset)) }
  }

  /// Cut between characters when it is too long.
  private mutating func option(_ code: UInt16, _ text: String) {
    var value = Array(text.utf8.prefix(Self.longestOption))
    if value.count < text.utf8.count {
      while let last = value.popLast(), last & 0xc0 == 0x80 {}
    }
    if !value.isEmpty { option(code, value) }
  }

  private mutating func option(_ code: UInt16, _ value: [UInt8]) {
    append(code)
    append(UInt16(truncatingIfNeeded: value.count))
    bytes.append(contentsOf: value)
    pad()
  }

  private mutating func endOptions() { append(UInt32(0)) }

  private mutating func pad() { while bytes.count & 3 != 0 { bytes.append(0) } }

  private mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    unsafe withUnsafeBytes(of: number.littleEndian) { raw in unsafe bytes.append(contentsOf: raw) }
  }
}

extension PcapngWriter {
  /// Of a run of blocks, of which only so many bytes are there: whole blocks, and how many of them are packets.
  public static func whole(_ bytes: [UInt8], of length: Int) -> (bytes: Int, packets: Int) {
    var (position, packets) = (0, 0)
    while position + 8 <= min(length, bytes.count) {
      let block = (0..<4).reduce(0) { $0 | Int(bytes[position + 4 + $1]) << (8 * $1) }
      guard block >= 12, position + block <= length else { break }
      if bytes[position] == UInt8(BlockType.enhancedPacket.rawValue), bytes[position + 1] == 0 { packets += 1 }
      position += block
    }
    return (position, packets)
  }
}
