import Foundation

/// Copies of captures from which every tenth packet was taken at random, without a word of it in the file.
struct ThinnedCaptures {
  private let folder: URL
  let files: [URL]

  init(_ captures: [URL], seed: UInt64) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hopscope-thin-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var dice = Dice(state: seed)
    files = try captures.map { capture in
      let bytes = [UInt8](try Data(contentsOf: capture))
      let copy = folder.appending(path: capture.lastPathComponent)
      try Data(Self.thin(bytes) { dice.next(upperBound: UInt64(10)) == 0 }).write(to: copy)
      return copy
    }
    self.folder = folder
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  private static func thin(_ bytes: [UInt8], _ isLost: () -> Bool) -> [UInt8] {
    bytes.starts(with: [0x0a, 0x0d, 0x0d, 0x0a]) ? thinBlocks(bytes, isLost) : thinRecords(bytes, isLost)
  }

  /// pcapng: enhanced packet blocks have type 6; little endian, as all files here.
  private static func thinBlocks(_ bytes: [UInt8], _ isLost: () -> Bool) -> [UInt8] {
    var (kept, offset): ([UInt8], Int) = ([], 0)
    while offset + 12 <= bytes.count {
      let length = Int(word(bytes, offset + 4))
      guard length >= 12, offset + length <= bytes.count else { break }
      if word(bytes, offset) != 6 || !isLost() { kept += bytes[offset..<offset + length] }
      offset += length
    }
    return kept
  }

  private static func thinRecords(_ bytes: [UInt8], _ isLost: () -> Bool) -> [UInt8] {
    var (kept, offset) = (Array(bytes.prefix(24)), 24)
    while offset + 16 <= bytes.count {
      let length = 16 + Int(word(bytes, offset + 8))
      guard offset + length <= bytes.count else { break }
      if !isLost() { kept += bytes[offset..<offset + length] }
      offset += length
    }
    return kept
  }

  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
  }

  /// SplitMix64: the same seed takes the same packets.
  private struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state
      mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      return mixed ^ mixed >> 31
    }
  }
}
