import Testing
import Wire

/// Times of pcapng interfaces: every resolution, offsets, and what does not fit.
@Suite struct CaptureFileClockTests {
  private func time(_ units: UInt64, resolution: UInt8?, offset: Int64? = nil) -> (time: Int64?, anomalies: UInt64) {
    var file = CaptureFileBuilder()
    file.section()
    file.interface(resolution: resolution, offset: offset)
    file.enhanced(0, units, [1])
    let reading = readCaptureFile(file.bytes)
    return (reading.packets.first?.timestamp, reading.anomalies)
  }

  @Test(arguments: [
    (nil as UInt8?, 5_000 as Int64), (0, 5_000_000_000), (3, 5_000_000), (6, 5_000), (9, 5), (10, 0), (19, 0), (127, 0),
    (0x80, 5_000_000_000), (0x81, 2_500_000_000), (0x8a, 4_882_812), (0xa0, 1), (0xbf, 0), (0xff, 0),
  ])
  func resolutions(resolution: UInt8?, nanoseconds: Int64) {
    let result = time(5, resolution: resolution)
    #expect(result.time == nanoseconds)
    #expect(result.anomalies == 0)
  }

  @Test func binaryAndFineUnitsOfOurTime() {
    let seconds: UInt64 = 1_700_000_000
    #expect(time(seconds << 32 | 1 << 31, resolution: 0xa0).time == 1_700_000_000_500_000_000)
    #expect(time(seconds * 10_000_000_000 + 7, resolution: 10).time == 1_700_000_000_000_000_000)
    #expect(time(.max, resolution: 12).time == 18_446_744_073_709_551)
  }

  @Test func offsets() {
    #expect(time(5, resolution: 9, offset: 1).time == 1_000_000_005)
    #expect(time(5, resolution: 6, offset: -1).time == -999_995_000)
    #expect(time(UInt64(Int64.max), resolution: 9, offset: -9_000_000_000).time == 223_372_036_854_775_807)
  }

  @Test func whatDoesNotFitIsClampedAndCounted() {
    for (units, resolution, offset, clamped) in [
      (UInt64.max, 0 as UInt8, 0 as Int64, Int64.max), (.max, 6, 0, .max), (.max, 9, 0, .max), (1 << 63, 9, 0, .max),
      (0, 6, .max, .max), (0, 6, .min, .min), (.max, 0x80, .max, .max), (.max, 0xff, .min, .min),
    ] {
      let result = time(units, resolution: resolution, offset: offset)
      #expect(result.time == clamped)
      #expect(result.anomalies == 1)
    }
  }

  @Test func fractionsOutOfRangeAreCounted() {
    var file = CaptureFileBuilder()
    file.pcapHeader()
    file.pcapRecord(.max, .max, [])
    let reading = readCaptureFile(file.bytes)
    #expect(reading.packets.map(\.timestamp) == [4_294_967_295_000_000_000 + 4_294_967_295_000])
    #expect(reading.anomalies == 1)
  }
}
