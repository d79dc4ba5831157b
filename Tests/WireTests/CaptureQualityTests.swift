import Testing

@testable import Wire

/// Rates, clocks and repetitions of a capture.
@Suite struct CaptureQualityTests {
  @Test("The busiest second, whatever the order of packets, and over several captures")
  func seconds() {
    var seconds = Seconds()
    for time: Int64 in [0, 900_000_000, 1_100_000_000, 950_000_000, 1_200_000_000, 1_300_000_000] {
      seconds.add(time: time, wireLength: 100)
    }
    #expect(seconds.peak?.time == 0)
    #expect(seconds.peak?.load.packets == 3)
    var other = Seconds()
    other.add(time: 1_999_999_999, wireLength: 5000)
    seconds.merge(other)
    #expect(seconds.peak?.time == 1_000_000_000)
    #expect(seconds.peak?.load.packets == 4)
    #expect(seconds.mostBytes == 5300)
  }

  @Test("Nothing was captured: no second")
  func noSecond() { #expect(Seconds().peak == nil) }

  @Test("Steps back are counted, jumps and leaps told apart from what is usual")
  func steps() {
    var steps = ClockSteps()
    let times: [Int64] = [0, 1_000, 900, 5_000_000_000, 4_000_000_000, 4_000_000_000 + ClockSteps.leap + 1]
    for (index, time) in times.enumerated() { steps.add(time: time, number: UInt64(index + 1)) }
    #expect(steps.backward == 2)
    #expect(steps.jumps == 1)
    #expect(steps.leaps == 1)
    #expect(steps.furthestBack == (1_000_000_000, 5))
    #expect(steps.longestSilence == (ClockSteps.leap + 1, 6))
  }

  @Test("The ends of the range are no trap")
  func extremes() {
    var (steps, seconds) = (ClockSteps(), Seconds())
    for (index, time) in [Int64.min, .max, .min, 0].enumerated() {
      steps.add(time: time, number: UInt64(index + 1))
      seconds.add(time: time, wireLength: .max)
    }
    #expect(steps.backward == 1 && steps.leaps == 2)
    #expect(seconds.peak != nil)
  }

  /// One packet, seen as said: which interface, when, and whether the frame differs.
  private func count(_ seen: [(interface: Int, time: Int64, ttl: UInt8)]) -> (repeated: UInt64, copies: UInt64) {
    var counter = CopyCounter()
    for sighting in seen {
      var frame = ethernet(.ipv4, ipv4(6, tcp(1024, 80)))
      frame[14 + 8] = sighting.ttl
      var headers = decode(frame, wireLength: frame.count)
      headers.timestamp = sighting.time
      counter.add(headers, frame: frame.span.bytes, interface: sighting.interface)
    }
    return (counter.repeated, counter.copies)
  }

  @Test("The same frame at one tap is repeated; the same packet at another tap is a copy; much later it is neither")
  func copies() {
    #expect(count([(0, 0, 64), (0, 1_000, 64)]) == (1, 0))
    #expect(count([(0, 0, 64), (1, 1_000, 63)]) == (0, 1))
    #expect(count([(0, 0, 64), (1, 1_000, 64)]) == (0, 1))
    #expect(count([(0, 0, 64), (0, 60_000_000, 64)]) == (0, 0))
    #expect(count([(0, 0, 64), (1, 60_000_000, 63)]) == (0, 0))
  }

  @Test("TCP flows of one direction, and without a SYN")
  func shapes() {
    var inventory = CaptureInventory()
    for frame in [
      ethernet(.ipv4, ipv4(6, tcp(1024, 80))),
      ethernet(.ipv4, ipv4(6, tcp(80, 1024), from: [10, 0, 0, 2], to: [10, 0, 0, 1])),
      ethernet(.ipv4, ipv4(6, tcp(2048, 80))),
    ] { inventory.add(decode(frame, wireLength: frame.count), capturedLength: frame.count) }
    #expect(inventory.shapes.tcp == 2)
    #expect(inventory.shapes.oneWay == 1)
    var other = CaptureInventory()
    let answer = ethernet(.ipv4, ipv4(6, tcp(80, 2048), from: [10, 0, 0, 2], to: [10, 0, 0, 1]))
    other.add(decode(answer, wireLength: answer.count), capturedLength: answer.count - 1)
    inventory.merge(other)
    #expect(inventory.shapes.tcp == 2)
    #expect(inventory.shapes.oneWay == 0)
    #expect(inventory.cutPackets == 1)
    #expect(inventory.packets == 4 && inventory.inner.tcp == 4)
  }
}
