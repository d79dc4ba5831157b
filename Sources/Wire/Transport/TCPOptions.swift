/// What hopscope keeps of the options of one TCP header (RFC 9293 §3.1, RFC 7323, RFC 2018).
///
///     0      1        2
///     | kind | length | value        kinds 0 (end) and 1 (no operation) are one byte alone
struct TCPOptions {
  private(set) var timestampValue: UInt32 = 0
  private(set) var timestampEcho: UInt32 = 0
  private(set) var hasTimestamp = false
  private(set) var hash: UInt32 = 0

  /// The layout of nearly every segment of an established connection: no-op, no-op, timestamps.
  private static let usualLayout: UInt32 = 0x0101_080a

  /// Reads until the first option that does not fit.
  /// - Parameter hashing: on SYNs: fold maximum segment size, window scale and the order of all kinds into `hash`.
  @inline(__always)
  init(_ bytes: RawSpan, hashing: Bool) {
    if bytes.byteCount == 12, bytes.be32(0) == Self.usualLayout, !hashing {
      keepTimestamp(bytes, at: 2)
    } else {
      read(bytes, hashing: hashing)
    }
  }

  @inline(never)
  private mutating func read(_ bytes: RawSpan, hashing: Bool) {
    var mix: UInt64 = 0x9e37_79b9
    var offset = 0
    while offset < bytes.byteCount {
      let kind = bytes.byte(offset)
      if kind == 0 { break }
      if hashing { mix = (mix ^ UInt64(kind)) &* 0x100_0000_01b3 }
      if kind == 1 {
        offset += 1
        continue
      }
      guard offset + 1 < bytes.byteCount else { break }
      let length = Int(bytes.byte(offset + 1))
      guard length >= 2, offset + length <= bytes.byteCount else { break }
      switch (kind, length) {
      case (2, 4): if hashing { mix = (mix ^ UInt64(bytes.be16(offset + 2))) &* 0x100_0000_01b3 }
      case (3, 3): if hashing { mix = (mix ^ UInt64(bytes.byte(offset + 2))) &* 0x100_0000_01b3 }
      case (8, 10): keepTimestamp(bytes, at: offset)
      default: break
      }
      offset += length
    }
    if hashing { hash = max(1, UInt32(truncatingIfNeeded: mix ^ mix >> 32)) }
  }

  @inline(__always)
  private mutating func keepTimestamp(_ bytes: RawSpan, at offset: Int) {
    timestampValue = bytes.be32(offset + 2)
    timestampEcho = bytes.be32(offset + 6)
    hasTimestamp = true
  }
}
