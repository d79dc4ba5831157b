/// pcap files with nanosecond times, little-endian: only what tests of this target need.
enum SmallCapture {
  static func header(link: UInt32 = 1, snap: UInt32 = 65_535) -> [UInt8] {
    words(0xa1b2_3c4d, 0x0004_0002, 0, 0, snap, link)
  }
  static func record(_ nanoseconds: UInt32, _ data: [UInt8]) -> [UInt8] {
    words(0, nanoseconds, UInt32(data.count), UInt32(data.count)) + data
  }
  /// One packet per time; its data is the given mark.
  static func pcap(_ times: [UInt32], mark: UInt8) -> [UInt8] {
    header() + times.flatMap { record($0, [mark]) }
  }

  static func section() -> [UInt8] { block(0x0a0d_0d0a, words(0x1a2b_3c4d, 1, .max, .max)) }
  static func interface(_ name: String, link: UInt32 = 1) -> [UInt8] {
    var options: [UInt8] = []
    if !name.isEmpty {
      options = words(UInt32(name.utf8.count) << 16 | 2) + Array(name.utf8)
      while options.count % 4 != 0 { options.append(0) }
    }
    return block(1, words(link, 96) + options)
  }
  /// - Parameter time: microseconds.
  static func packet(_ interface: UInt32, _ time: UInt32, _ data: [UInt8]) -> [UInt8] {
    let padding = [UInt8](repeating: 0, count: (4 - data.count % 4) % 4)
    return block(6, words(interface, 0, time, UInt32(data.count), UInt32(data.count)) + data + padding)
  }

  private static func block(_ type: UInt32, _ body: [UInt8]) -> [UInt8] {
    let length = UInt32(body.count + 12)
    return words(type, length) + body + words(length)
  }
  private static func words(_ values: UInt32...) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  }
}
