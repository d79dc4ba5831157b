import Testing

@testable import Render

@Suite struct TextTests {
  @Test(
    "What could move a terminal is spelled out",
    arguments: [
      ("nginx-6d5f", "nginx-6d5f"), ("a\u{1b}[31mb", "a\\u{1b}[31mb"), ("a\rb\nc", "a\\u{d}b\\u{a}c"),
      ("\u{9b}0m", "\\u{9b}0m"), ("x\u{202e}y", "x\\u{202e}y"), ("z\u{200b}w", "z\\u{200b}w"), ("节点", "节点"),
    ])
  func printables(_ raw: String, _ shown: String) { #expect(printable(raw) == shown) }

  @Test("JSON keeps every character and shows none that moves a terminal")
  func json() {
    var writer = JSONWriter()
    writer.object { $0.field("name", "a\"\\\u{1b}\u{202e}\u{1f600}\u{e0041}") }
    let text = String(decoding: writer.bytes, as: UTF8.self)
    #expect(text == "{\"name\":\"a\\\"\\\\\\u001b\\u202e\u{1f600}\\udb40\\udc41\"}")
  }

  @Test(
    "Times are RFC 3339 in UTC with nanoseconds",
    arguments: [
      (Int64(0), "1970-01-01T00:00:00.000000000Z"), (951_782_400_000_000_001, "2000-02-29T00:00:00.000000001Z"),
      (-1, "1969-12-31T23:59:59.999999999Z"), (1_795_398_611_223_628_000, "2026-11-23T01:50:11.223628000Z"),
    ])
  func times(_ time: Int64, _ text: String) { #expect(TimeText.rfc3339(time) == text) }

  @Test("The ends of the range neither trap nor lie about the sign")
  func extremes() {
    #expect(TimeText.rfc3339(.max).hasPrefix("2262-04-11T23:47:16.854775807"))
    #expect(TimeText.rfc3339(.min).hasPrefix("1677-09-21T00:12:43.145224192"))
  }

  @Test(
    "Durations have three digits that matter",
    arguments: [
      (Int64(0), "0ns"), (999, "999ns"), (76_000, "76µs"), (1_900_000, "1.9ms"), (12_340_000, "12.3ms"),
      (999_000_000, "999ms"), (3_080_000_000, "3.08s"), (247_000_000_000, "4m07s"),
    ])
  func durations(_ nanoseconds: Int64, _ text: String) { #expect(TimeText.duration(nanoseconds) == text) }

  @Test("Sizes and counts")
  func sizes() {
    #expect(
      [912, 8_400, 99_999, 100_000, 1_250_000_000].map(SizeText.bytes) == ["912", "8.4k", "99.9k", "100k", "1.2G"])
    #expect([0, 999, 48_211, 10_000_000].map(SizeText.grouped) == ["0", "999", "48 211", "10 000 000"])
  }
}
