import Testing
import Wire

@Suite struct DecoderRobustnessTests {
  @Test(arguments: SamplePacket.all)
  func everyShorterCaptureKeepsWhatWasUnderstood(_ sample: SamplePacket) {
    let whole = decode(sample.bytes, sample.linkType)
    for count in 0...sample.bytes.count {
      let part = decode(Array(sample.bytes.prefix(count)), sample.linkType, wireLength: sample.bytes.count)
      #expect(part.layers <= whole.layers, "\(count) bytes")
      #expect(part.tunnels <= whole.tunnels)
      #expect(part.stop.reason != .malformed && part.stop.reason != .tooDeep, "\(count) bytes: \(part.stop)")
      #expect(part.stop.reason != .cut || part.stop.needed > part.stop.present)
      #expect(part.wireLength == whole.wireLength)
      expectAgreement(part.outer, whole.outer)
      if part.layers == whole.layers {
        expectAgreement(part.tuple, whole.tuple)
        expectAgreement(part.quoted, whole.quoted)
        #expect(part.payloadLength == 0 || part.payloadLength == whole.payloadLength)
        #expect(part.payloadHash == 0 || part.payloadHash == whole.payloadHash)
      }
      if part.traits.contains(.hasTransport) && part.stop.reason == .complete {
        #expect(part.tuple == whole.tuple || part.tuple == whole.outer)
      }
    }
  }

  /// Each field is absent or the same.
  private func expectAgreement(_ part: Tuple, _ whole: Tuple) {
    #expect(part.source == .unspecified || part.source == whole.source)
    #expect(part.destination == .unspecified || part.destination == whole.destination)
    #expect(part.sourcePort == 0 || part.sourcePort == whole.sourcePort)
    #expect(part.destinationPort == 0 || part.destinationPort == whole.destinationPort)
    #expect(part.transport == .none || part.transport == whole.transport)
  }

  @Test(arguments: SamplePacket.all)
  func everyShorterPacketIsRead(_ sample: SamplePacket) {
    for count in 0..<sample.bytes.count {
      let headers = decode(Array(sample.bytes.prefix(count)), sample.linkType)
      #expect(headers.wireLength == UInt32(count))
    }
  }

  @Test func noRandomChangeTraps() {
    let seed = UInt64.random(in: .min ... .max)
    print("mutation seed \(seed)")
    var random = SplitMix(state: seed)
    for sample in SamplePacket.all {
      for _ in 0..<2_000 {
        var bytes = sample.bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) {
          bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        bytes.removeLast(Int.random(in: 0...bytes.count / 2, using: &random))
        let wireLength = Bool.random(using: &random) ? bytes.count : Int.random(in: 0...100_000, using: &random)
        let headers = decode(bytes, sample.linkType, wireLength: wireLength)
        #expect(headers.tunnels <= 4, "seed \(seed)")
        #expect(headers.layers <= 6, "seed \(seed)")
        #expect(Int(headers.stop.offset) <= bytes.count, "seed \(seed)")
      }
    }
  }

  @Test func allLinkTypesReadNoise() {
    let seed = UInt64.random(in: .min ... .max)
    print("noise seed \(seed)")
    var random = SplitMix(state: seed)
    for linkType in (0...300).map(LinkType.init(rawValue:)) {
      for _ in 0..<100 {
        let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(decode(bytes, linkType).stop.present <= bytes.count, "seed \(seed)")
      }
    }
  }

  @Test(arguments: [Int.min, -1, 0, Int.max]) func aLyingWireLengthDoesNotTrap(_ wireLength: Int) {
    for sample in SamplePacket.all {
      let headers = decode(sample.bytes, sample.linkType, wireLength: wireLength)
      #expect(headers.number == 1)
    }
  }
}

/// A small generator that repeats itself from a seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mix = state
    mix = (mix ^ mix >> 30) &* 0xbf58_476d_1ce4_e5b9
    mix = (mix ^ mix >> 27) &* 0x94d0_49bb_1331_11eb
    return mix ^ mix >> 31
  }
}
