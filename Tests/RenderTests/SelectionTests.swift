import Cluster
import Testing

@testable import Trace

/// Which of the selected paths pass, and when: `--first`, `--last`, `--since`, `--until`.
@Suite struct SelectionTests {
  private static let second: Int64 = 1_000_000_000
  /// 2026-11-24T00:00:00Z.
  private static let midnight: Int64 = 1_795_478_400 * second

  /// Paths one second apart, each of half a second, given one at a time.
  private func shown(
    _ count: Int, since: String? = nil, until: String? = nil, limit: PathLimit = .all, from start: Int64 = midnight
  ) throws -> (early: [Int], late: [Int], selection: PathSelection) {
    let window = TimeWindow(
      since: since.flatMap(TimeBound.init(parsing:)), until: until.flatMap(TimeBound.init(parsing:)))
    var selection = PathSelection(
      .everything, window: window, limit: limit, timeline: MapTimeline(try SamplePath.map()))
    selection.begin(at: start)
    var (early, late): ([Int], [Int]) = ([], [])
    for index in 0..<count {
      let path = try SamplePath.make { path in
        path.id = "\(index)"
        path.start = start + Int64(index) * Self.second
        path.end = path.start + Self.second / 2
      }
      early += selection.pass([path], now: path.end).compactMap { Int($0.id) }
    }
    late = selection.finish(now: start + Int64(count - 1) * Self.second + Self.second / 2).compactMap { Int($0.id) }
    #expect(selection.shown == early.count + late.count)
    return (early, late, selection)
  }

  @Test("Nothing asked for: everything, at once")
  func all() throws {
    let all = try shown(5)
    #expect(all.early == [0, 1, 2, 3, 4] && all.late.isEmpty && !all.selection.isActive)
  }

  @Test("Nothing passes: the time that there is to choose from is known")
  func span() throws {
    let none = try shown(5, since: "2030-01-01").selection
    let span = try #require(none.span)
    #expect(span.lowerBound == Self.midnight && span.upperBound == Self.midnight + 9 * Self.second / 2)
  }

  @Test("The first ones, and then no more")
  func first() throws {
    let few = try shown(5, limit: .first(2))
    #expect(few.early == [0, 1] && few.late.isEmpty && few.selection.isSatisfied)
    #expect(try !shown(5, limit: .first(9)).selection.isSatisfied)
  }

  @Test("The last ones, at the end, of however many", arguments: [1, 3, 5, 9])
  func last(_ count: Int) throws {
    let few = try shown(500, limit: .last(count))
    #expect(few.early.isEmpty && few.late == Array(0..<500).suffix(count))
    #expect(try shown(2, limit: .last(9)).late == [0, 1])
  }

  @Test(
    "Moments: a path counts when a part of it lies between them",
    arguments: [
      ("2026-11-24T00:00:03Z", nil, 3...9), ("2026-11-24T00:00:02.5Z", nil, 2...9), ("00:00:02.6", nil, 3...9),
      (nil, "2026-11-24T00:00:03Z", 0...3), (nil, "00:00:02.9", 0...2), ("1795478403", "00:00:04", 3...4),
      ("2026-11-24", nil, 0...9),
    ] as [(String?, String?, ClosedRange<Int>)])
  func moments(_ since: String?, _ until: String?, _ expected: ClosedRange<Int>) throws {
    let part = try shown(10, since: since, until: until)
    #expect(part.early == Array(expected) && part.late.isEmpty)
  }

  @Test("Counted from the end, which is known only there; 600 seconds of paths that fall behind are let go")
  func relative() throws {
    let since = try shown(600, since: "3s")
    #expect(since.early.isEmpty && since.late == [596, 597, 598, 599])
    let until = try shown(10, until: "4s")
    #expect(until.early + until.late == [0, 1, 2, 3, 4, 5])
    #expect(try shown(10, since: "4s", until: "2s").late == [5, 6, 7])
    #expect(try shown(10, since: "1h").late == Array(0..<10))
  }

  @Test("Times of day are those of the first packet's day; an end before the beginning is on the next")
  func overMidnight() throws {
    let start = Self.midnight - 3 * Self.second
    #expect(try shown(6, since: "23:59:59", until: "00:00:01", from: start).early == [2, 3, 4])
    #expect(try shown(6, since: "23:59:59", from: start).early == [2, 3, 4, 5])
    #expect(try shown(6, until: "23:59:58", from: start).early == [0, 1])
  }

  @Test("Both: the first ones of a time")
  func both() throws {
    #expect(try shown(10, since: "00:00:03", limit: .first(2)).early == [3, 4])
    #expect(try shown(10, until: "00:00:03", limit: .last(2)).late == [2, 3])
  }

  @Test("Paths that can never lie inside", arguments: [("00:00:05", "00:00:03"), ("1m", "2m")])
  func impossible(_ since: String, _ until: String) throws {
    let window = TimeWindow(since: TimeBound(parsing: since), until: TimeBound(parsing: until))
    // Times of day may be of two days.
    #expect(window.isEmpty == (since == "1m"))
  }
}
