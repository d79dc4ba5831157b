import Foundation
import Testing
import Wire

/// No bytes may trap the parser, and how they arrive must not matter.
@Suite struct CaptureFileMutationTests {
  @Test(arguments: CaptureFileSamples.all)
  func randomMutations(file: [UInt8]) {
    let given = ProcessInfo.processInfo.environment["HOPSCOPE_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 0...UInt64.max)
    // At once and unbuffered: a trap would take a buffered line with it.
    FileHandle.standardError.write(Data("CaptureFileMutationTests: HOPSCOPE_SEED=\(seed)\n".utf8))
    var random = SplitMix(state: seed)
    for round in 0..<2_000 {
      var bytes = file
      for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, &random) }
      let whole = readCaptureFile(bytes)
      var pieces = readCaptureFile(bytes, chunk: Int.random(in: 1...40, using: &random))
      pieces.longestNeed = whole.longestNeed
      #expect(pieces == whole, "seed \(seed), round \(round)")
      #expect(
        whole.packets.count == whole.interfaces.reduce(0) { $0 + Int($1.packets) }, "seed \(seed), round \(round)")
      #expect(whole.longestNeed <= CaptureFileParser.maximumRecord + 24, "seed \(seed), round \(round)")
    }
  }

  private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    guard !bytes.isEmpty else { return }
    let at = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: bytes.remove(at: at)
    case 3: bytes.insert([0, 0xff, 0x80][Int.random(in: 0..<3, using: &random)], at: at)
    default: bytes[at] = [0, 0xff, 0x7f][Int.random(in: 0..<3, using: &random)]
    }
  }

  private struct SplitMix: RandomNumberGenerator {
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
