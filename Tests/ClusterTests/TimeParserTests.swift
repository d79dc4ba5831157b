import Cluster
import Foundation
import Testing

/// Times as text. The numbers are those of `date -u -d TEXT +%s`.
@Suite struct TimeParserTests {
  @Test(
    "RFC 3339 in all its forms, and seconds since 1970",
    arguments: [
      ("2026-11-24T10:15:00Z", 1_795_515_300, 0), ("2026-11-24t10:15:00z", 1_795_515_300, 0),
      ("2026-11-24 10:15:00Z", 1_795_515_300, 0), ("2026-11-24T10:15:00", 1_795_515_300, 0),
      ("2026-11-24T11:15:00+01:00", 1_795_515_300, 0), ("2026-11-24T05:45:00+05:45", 1_795_478_400, 0),
      ("2026-11-23T23:15:00-11:00", 1_795_515_300, 0), ("2026-11-24T10:15:00.25Z", 1_795_515_300, 250_000_000),
      ("2026-11-24T10:15:00.1234567899Z", 1_795_515_300, 123_456_789), ("1970-01-01T00:00:00Z", 0, 0),
      ("2000-02-29T23:59:59Z", 951_868_799, 0), ("1969-12-31T23:59:59Z", -1, 0),
      ("1900-03-01T00:00:00Z", -2_203_891_200, 0), ("2100-03-01T00:00:00Z", 4_107_542_400, 0),
      ("1677-09-22T00:00:00Z", -9_223_286_400, 0), ("2262-04-11T00:00:00Z", 9_223_286_400, 0),
      // A leap second is the first second of the next day, also where that is the middle of one.
      ("2016-12-31T23:59:60Z", 1_483_228_800, 0), ("2017-01-01T00:59:60+01:00", 1_483_228_800, 0),
      ("1795515300", 1_795_515_300, 0), ("1795515300.5", 1_795_515_300, 500_000_000),
      ("100000000", 100_000_000, 0),
    ] as [(String, Int64, Int64)])
  func good(text: String, seconds: Int64, nanoseconds: Int64) {
    #expect(TimeParser.time(text) == seconds * 1_000_000_000 + nanoseconds)
  }

  @Test(
    "What is no time, or not surely",
    arguments: [
      "", " ", "now", "2026", "20261124", "20261124T101500Z", "10:15", "2026-11-24", "2026-11-24T10:15",
      "2026-11-24T10:15:00+0100", "2026-11-24T10:15:00+01", "2026-11-24T10:15:00 Z", "2026-11-24T10:15:00.Z",
      "2026-11-24T10:15:00Z ", " 2026-11-24T10:15:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
      "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
      "2026-11-24T24:00:00Z", "2026-11-24T10:60:00Z", "2026-11-24T10:15:61Z", "2026-11-24T10:15:60Z",
      "2026-11-24T10:15:00+24:00", "2026-11-24T10:15:00+01:60", "-2026-11-24T10:15:00Z", "+1795515300", "-1795515300",
      "1795515300.", "1795515300000", "99999999", "9999999999", "0001-01-01T00:00:00Z", "0000-01-01T00:00:00Z",
      "9999-12-31T23:59:59Z", "2262-04-12T00:00:00Z", "1677-09-20T00:00:00Z", "२०२६-11-24T10:15:00Z",
      "2026-11-24T10:15:00.\(String(repeating: "9", count: 10_000))Z", String(repeating: "9", count: 10_000),
    ])
  func bad(text: String) { #expect(TimeParser.time(text) == nil) }

  @Test("Of the shorter prefixes of a time only those with whole seconds are times")
  func prefixes() {
    let text = "2026-11-24T10:15:07.25+01:00"
    let good = ["2026-11-24T10:15:07", "2026-11-24T10:15:07.2", "2026-11-24T10:15:07.25", text]
    for length in 0...text.count {
      let prefix = String(text.prefix(length))
      #expect((TimeParser.time(prefix) != nil) == good.contains(prefix), "\(prefix)")
      #expect((TimeParser.rfc3339(prefix) != nil) == (prefix == text), "\(prefix)")
    }
  }

  @Test("Random moments agree with the C library")
  func random() {
    var random = SplitMix(state: UInt64.random(in: 0 ... .max))
    let seed = random.state
    for _ in 0..<2_000 {
      let seconds = Int(random.next() % 18_000_000_000) - 9_000_000_000
      var (time, parts) = (seconds, tm())
      gmtime_r(&time, &parts)
      let text = String(
        format: "%04d-%02d-%02dT%02d:%02d:%02dZ", Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1,
        Int(parts.tm_mday), Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec))
      #expect(TimeParser.time(text) == Int64(seconds) * 1_000_000_000, "seed \(seed): \(text)")
    }
  }

  @Test("Random texts are read or refused, never more")
  func noise() {
    var random = SplitMix(state: UInt64.random(in: 0 ... .max))
    let seed = random.state
    let alphabet = Array("0123456789-:.TZ+ ")
    for _ in 0..<20_000 {
      let text = String((0..<(random.next() % 32)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] })
      guard TimeParser.time(text) != nil else { continue }
      // Only the alphabet's few regular words are times.
      let isEpoch = text.wholeMatch(of: /[0-9]{9,10}(\.[0-9]+)?/) != nil
      let isDate =
        text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:]{8}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?/) != nil
      #expect(isEpoch || isDate, "seed \(seed): \(text)")
    }
  }
}
