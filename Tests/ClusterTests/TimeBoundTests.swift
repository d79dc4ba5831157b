import Testing

@testable import Cluster

@Suite struct TimeBoundTests {
  @Test(
    "What a person may say",
    arguments: [
      ("2026-11-24T10:15:00Z", TimeBound.moment(1_795_515_300_000_000_000)),
      ("2026-11-24T10:15Z", .moment(1_795_515_300_000_000_000)),
      ("2026-11-24T10:15", .moment(1_795_515_300_000_000_000)),
      ("2026-11-24T11:15+01:00", .moment(1_795_515_300_000_000_000)),
      ("1795515300", .moment(1_795_515_300_000_000_000)),
      ("2026-11-24", .moment(1_795_478_400_000_000_000)), ("10:15", .ofDay(36_900_000_000_000)),
      ("10:15:04.218", .ofDay(36_904_218_000_000)), ("10:15:04Z", .ofDay(36_904_000_000_000)),
      ("10m", .beforeEnd(600_000_000_000)), ("1h30m", .beforeEnd(5_400_000_000_000)),
      ("1.5h", .beforeEnd(5_400_000_000_000)), ("500ms", .beforeEnd(500_000_000)),
      ("2d", .beforeEnd(172_800_000_000_000)),
      ("0s", .beforeEnd(0)), ("7us", .beforeEnd(7000)), ("7µs", .beforeEnd(7000)), ("7ns", .beforeEnd(7)),
    ])
  func right(_ text: String, _ bound: TimeBound) { #expect(TimeBound(parsing: text) == bound) }

  @Test(
    "What is no time",
    arguments: [
      "", "10", "600", "noon", "10:", "25:00", "10:60", "10:15:61", "10m5", "m", "1x", "-5m", "10:15:00+01:00",
      "2026-13-01", "2026-11-24T", "2026-11-24T10", "999999999d", "1h ", " 1h", "1.h", "\u{0}",
    ])
  func wrong(_ text: String) { #expect(TimeBound(parsing: text) == nil) }
}

@Suite struct NearestNamesTests {
  @Test(
    "What is near, the nearest first",
    arguments: [
      ("ngnix", ["nginx", "redis"], ["nginx"]),
      ("default/ngnix-service", ["default/nginx-service"], ["default/nginx-service"]),
      ("shop/web", ["shop/wiki", "prod/web"], ["prod/web", "shop/wiki"]),
      ("nginx", ["nginx-6d5f-abcde", "redis"], ["nginx-6d5f-abcde"]),
      ("zzz", ["nginx", "redis"], []), ("", ["a"], []), ("x", ["y", "yz"], ["y"]), ("NGINX", ["nginx"], ["nginx"]),
    ])
  func near(_ word: String, _ names: [String], _ expected: [String]) {
    #expect(NearestNames.find(word, among: names) == expected)
  }

  @Test(
    "Commands that were mistyped",
    arguments: [("repaly", "replay"), ("replya", "replay"), ("ifno", "info"), ("explian", "explain"), ("zzzz", nil)])
  func command(_ word: String, _ name: String?) {
    #expect(NearestNames.find(word, among: ["replay", "info", "explain", "path"]).first == name)
  }

  @Test("Three are told, each once")
  func few() { #expect(NearestNames.find("web-0", among: (1...9).map { "web-\($0)" } + ["web-1"]).count == 3) }
}
