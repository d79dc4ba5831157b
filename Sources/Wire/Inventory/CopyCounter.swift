/// Packets that are in a capture more than once, in bounded memory: at least so many.
///
/// *Repeated*: the same frame, to its length and first 128 bytes, again at the same interface within 50 ms, as two captures
/// that were merged, or a mirror port, make it. *Copies*: the same IP packet, by its innermost addresses, ports, numbers
/// and identification, at another interface or in the other direction within 50 ms, as a packet on its way through a
/// node is seen. What NAT changed is no copy.
///
/// Each table keeps the last packet of each of 65,536 hash values; what was overwritten is not found again.
@safe public struct CopyCounter: Sendable {
  private struct Entry: BitwiseCopyable, Sendable {
    var print: UInt64 = 0
    var time: Int64 = .min
    var place: UInt64 = 0
  }

  static let window: Int64 = 50_000_000
  static let frameBytes = 128
  private static let slots = 1 << 16

  public private(set) var repeated: UInt64 = 0
  public private(set) var copies: UInt64 = 0
  private var frames = [Entry](repeating: Entry(), count: slots)
  private var packets = [Entry](repeating: Entry(), count: slots)

  public init() {}

  @inline(__always)
  public mutating func add(_ headers: borrowing Headers, frame: RawSpan, interface: Int) {
    let place = UInt64(truncatingIfNeeded: interface) << 40 | UInt64(headers.interfaceIndex) << 8
    let frame = Self.print(frame, headers.wireLength)
    let frameSlot = Int(truncatingIfNeeded: frame >> 48)
    if frames[frameSlot].print == frame, frames[frameSlot].place == place,
      headers.timestamp.distance(from: frames[frameSlot].time) <= Self.window
    {
      repeated += 1
      return
    }
    frames[frameSlot] = Entry(print: frame, time: headers.timestamp, place: place)
    guard headers.ipVersion != .none else { return }
    let packet = Self.print(headers)
    let slot = Int(truncatingIfNeeded: packet >> 48)
    let here = place | UInt64(headers.direction == .out ? 1 : 0)
    if packets[slot].print == packet, packets[slot].place != here,
      headers.timestamp.distance(from: packets[slot].time) <= Self.window
    {
      copies += 1
    }
    packets[slot] = Entry(print: packet, time: headers.timestamp, place: here)
  }

  @inline(__always)
  private static func print(_ frame: RawSpan, _ wireLength: UInt32) -> UInt64 {
    let count = min(frame.byteCount, frameBytes)
    var mix = UInt64(wireLength) << 32 | UInt64(truncatingIfNeeded: frame.byteCount)
    var offset = 0
    while offset + 16 <= count {
      mix = fold(frame.be64(offset) ^ mix, frame.be64(offset + 8) ^ 0x9e37_79b9_7f4a_7c15)
      offset += 16
    }
    while offset < count {
      mix = fold(mix ^ UInt64(frame.byte(offset)), 0xc2b2_ae3d_27d4_eb4f)
      offset += 1
    }
    return fold(mix, 0xd6e8_feb8_6659_fd93)
  }

  @inline(__always)
  private static func print(_ headers: borrowing Headers) -> UInt64 {
    let tuple = headers.tuple
    let ports = UInt64(tuple.sourcePort) << 48 | UInt64(tuple.destinationPort) << 32 | UInt64(headers.packetID)
    var mix = fold(tuple.source.low ^ 0x9e37_79b9_7f4a_7c15, tuple.destination.low ^ 0xa076_1d64_78bd_642f)
    mix = fold(mix ^ tuple.source.high, tuple.destination.high ^ ports)
    mix = fold(mix ^ UInt64(headers.sequence) << 32 ^ UInt64(headers.acknowledgement), UInt64(headers.ipLength) ^ seed)
    return fold(
      mix ^ UInt64(headers.longPayloadHash), UInt64(headers.timestampValue) << 8 ^ UInt64(headers.flags.rawValue) ^ seed
    )
  }

  private static let seed: UInt64 = 0xd6e8_feb8_6659_fd93

  @inline(__always)
  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right | 1)
    return product.high ^ product.low
  }

  /// Adds what another capture has of its own packets.
  public mutating func merge(_ other: CopyCounter) {
    repeated += other.repeated
    copies += other.copies
  }
}
