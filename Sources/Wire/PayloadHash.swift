/// A cheap hash of the beginning of a payload, to tell copies of one datagram on both sides of a NAT. Not for tables
/// that an attacker can fill.
public enum PayloadHash {
  /// As `Headers.payloadHash` has it for a payload that begins so.
  /// - Parameter text: at least 12 bytes.
  public static func beginning(_ text: String) -> UInt32 {
    let bytes = Array(text.utf8)
    return unsafe of(bytes.span.bytes, first: 12, length: bytes.count)
  }

  /// - Parameters:
  ///   - first: how many bytes count, at most 32.
  ///   - length: of the payload on the wire.
  /// - Returns: 0 when fewer bytes were captured than count, else never 0.
  @inline(__always)
  static func of(_ payload: RawSpan, first: Int, length: Int) -> UInt32 {
    let count = min(first, length)
    guard payload.byteCount >= count else { return 0 }
    var mix = UInt64(truncatingIfNeeded: count)
    if count > 16 {
      mix = fold(payload.be64(0) ^ mix, payload.be64(8) ^ seeds.0)
      mix = fold(payload.be64(count - 16) ^ mix, payload.be64(count - 8) ^ seeds.1)
    } else if count >= 8 {
      mix = fold(payload.be64(0) ^ mix, payload.be64(count - 8) ^ seeds.0)
    } else if count >= 4 {
      mix = fold(UInt64(payload.be32(0)) ^ mix << 32, UInt64(payload.be32(count - 4)) ^ seeds.0)
    } else {
      for offset in 0..<count { mix = mix << 8 | UInt64(payload.byte(offset)) }
      mix = fold(mix, seeds.0)
    }
    return max(1, UInt32(truncatingIfNeeded: mix ^ mix >> 32))
  }

  private static let seeds: (UInt64, UInt64) = (0x9e37_79b9_7f4a_7c15, 0xc2b2_ae3d_27d4_eb4f)

  @inline(__always)
  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right ^ seeds.1)
    return product.high ^ product.low
  }
}
