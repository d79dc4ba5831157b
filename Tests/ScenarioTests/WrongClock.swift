import Foundation

/// A capture as a host with another clock would have written it.
struct WrongClock {
  /// Nanoseconds.
  var offset: Int64
  var drift: Double
  /// Since when it drifts: a time within the capture.
  var origin: Int64

  /// Rewrites the times of a little-endian pcap or pcapng file with nanoseconds, as all files of `captures/` are.
  func applied(to capture: Data) -> Data {
    var bytes = [UInt8](capture)
    bytes.starts(with: [0x0a, 0x0d, 0x0d, 0x0a]) ? rewriteBlocks(&bytes) : rewriteRecords(&bytes)
    return Data(bytes)
  }

  private func moved(_ time: Int64) -> Int64 { time + offset + Int64(Double(time - origin) * drift) }

  private func rewriteRecords(_ bytes: inout [UInt8]) {
    var at = 24
    while at + 16 <= bytes.count {
      let time = moved(Int64(Self.word(bytes, at)) * 1_000_000_000 + Int64(Self.word(bytes, at + 4)))
      Self.put(UInt32(time / 1_000_000_000), &bytes, at)
      Self.put(UInt32(time % 1_000_000_000), &bytes, at + 4)
      at += 16 + Int(Self.word(bytes, at + 8))
    }
  }

  private func rewriteBlocks(_ bytes: inout [UInt8]) {
    var at = 0
    while at + 12 <= bytes.count {
      if Self.word(bytes, at) == 6 {
        let time = moved(Int64(Self.word(bytes, at + 12)) << 32 | Int64(Self.word(bytes, at + 16)))
        Self.put(UInt32(time >> 32), &bytes, at + 12)
        Self.put(UInt32(truncatingIfNeeded: time), &bytes, at + 16)
      }
      at += Int(Self.word(bytes, at + 4))
    }
  }

  private static func word(_ bytes: [UInt8], _ at: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) }
  }

  private static func put(_ value: UInt32, _ bytes: inout [UInt8], _ at: Int) {
    for index in 0..<4 { bytes[at + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
  }
}
