import Foundation
import Testing

@testable import hopscope

/// The shipped captures as hosts with wrong clocks would have written them.
@Suite struct ClockScenarioTests {
  private struct Outcome {
    /// One line per path: what it says of its hops and translations, times left out.
    var paths: [String]
    var clocks: [[String: Any]]
  }

  /// Folders with captures of several hosts.
  /// Where packets cannot be told apart, neither can clocks be compared by them.
  static let several = Scenario.all.filter { scenario in
    let isDecidable = (try? scenario.truth().connections.allSatisfy { $0.undecidable == nil }) ?? true
    return isDecidable && Set(scenario.captures.map(host)).count > 1
  }

  private static func host(_ path: String) -> String {
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    return name.split(separator: "_").first.map(String.init) ?? name
  }

  /// Runs the command itself, with its result in a file.
  private func replay(_ captures: [String], _ scenario: Scenario, _ options: [String] = []) throws -> Outcome {
    let output = NSTemporaryDirectory() + "hopscope-\(UUID().uuidString).json"
    defer { try? FileManager.default.removeItem(atPath: output) }
    var command = try Replay.parse(
      captures + ["--cluster", scenario.objects.path, "-q", "-o", output] + options)
    try command.run()
    let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
    let objects = try lines.map { try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
    let coverage = try #require(objects.last?["coverage"] as? [String: Any])
    // Which of several equal candidates meet first depends on the order of arrival: that is why they are ambiguous.
    let sure = objects.dropLast().filter { $0["ambiguous"] == nil }
    return Outcome(
      paths: try sure.map(Self.meaning).sorted(), clocks: coverage["clocks"] as? [[String: Any]] ?? [])
  }

  private static func meaning(_ path: [String: Any]) throws -> String {
    let hops = (path["hops"] as? [[String: Any]] ?? []).map { hop in
      hop.filter { ["host", "interface", "kind", "source", "destination"].contains($0.key) }
    }
    // The deciding packets are named by file, and the files of the two runs lie elsewhere.
    let translations = (path["translations"] as? [[String: Any]] ?? []).map { $0.filter { $0.key != "packets" } }
    let kept: [String: Any] = [
      "id": path["id"] ?? "", "state": path["state"] ?? "", "hops": hops, "translations": translations,
    ]
    return String(decoding: try JSONSerialization.data(withJSONObject: kept, options: .sortedKeys), as: UTF8.self)
  }

  @Test("There are folders with several hosts") func exist() { #expect(Self.several.count >= 10) }

  @Test("Captures of one machine are not touched", arguments: several)
  func untouched(_ scenario: Scenario) throws {
    let outcome = try replay(scenario.captures, scenario)
    #expect(!outcome.clocks.isEmpty)
    for clock in outcome.clocks { #expect(clock["corrected"] as? Bool == false, "\(clock)") }
  }

  /// The captures of all hosts but the first, written with a wrong clock.
  private func moved(_ scenario: Scenario, _ clock: WrongClock, to folder: URL) throws -> [String] {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let first = Self.host(scenario.captures[0])
    return try scenario.captures.map { path in
      let url = URL(fileURLWithPath: path)
      let target = folder.appending(path: url.lastPathComponent)
      let data = try Data(contentsOf: url)
      try (Self.host(path) == first ? data : clock.applied(to: data)).write(to: target)
      return target.path
    }
  }

  private func wrongly(_ scenario: Scenario, _ seconds: Int64, _ drift: Double, _ options: [String] = []) throws
    -> Outcome
  {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hopscope-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let clock = WrongClock(offset: seconds * 1_000_000_000, drift: drift, origin: 1_795_000_000_000_000_000)
    return try replay(moved(scenario, clock, to: folder), scenario, options)
  }

  @Test(
    "Five seconds and 100 ppm change no path", arguments: several, [(5, 1e-4), (-5, -1e-4)] as [(Int64, Double)])
  func wrong(_ scenario: Scenario, _ error: (seconds: Int64, drift: Double)) throws {
    let outcome = try wrongly(scenario, error.seconds, error.drift)
    #expect(outcome.paths == (try replay(scenario.captures, scenario)).paths)
    #expect(outcome.clocks.contains { $0["corrected"] as? Bool == true })
  }

  /// `conntrack -E -o timestamp` of a node with a wrong clock; `[seconds.microseconds]` begins each line.
  private func events(_ scenario: Scenario, _ seconds: Int64, in folder: URL) throws -> String {
    let name = "conntrack-events-worker-1.txt"
    let text = try String(contentsOf: scenario.folder.appending(path: name), encoding: .utf8)
    let lines = try text.split(separator: "\n").map { line in
      let rest = line.drop { $0 != "." }
      return "[\(try #require(Int64(line.dropFirst().prefix { $0 != "." })) + seconds)\(rest)"
    }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let target = folder.appending(path: name)
    try (lines.joined(separator: "\n") + "\n").write(to: target, atomically: true, encoding: .utf8)
    return "worker-1=\(target.path)"
  }

  @Test(
    "conntrack's stamps are by the same wrong clock as its node's packets",
    arguments: several.filter { $0.folder.lastPathComponent == "port-reuse" }, [5, -5])
  func witnessed(_ scenario: Scenario, seconds: Int64) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hopscope-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let right = ["--conntrack", try events(scenario, 0, in: folder)]
    let expected = try replay(scenario.captures, scenario, right).paths
    #expect(expected.contains { $0.contains(#""conntrack""#) })
    let wrong = ["--conntrack", try events(scenario, seconds, in: folder)]
    #expect(try wrongly(scenario, seconds, 0, wrong).paths == expected)
  }

  @Test("Without the correction they change some, or this suite would prove nothing")
  func uncorrected() throws {
    let changed = try Self.several.filter { scenario in
      let outcome = try wrongly(scenario, 5, 0, ["--no-clock-correction", "--skew", "0"])
      #expect(outcome.clocks.isEmpty)
      return try outcome.paths != replay(scenario.captures, scenario).paths
    }
    #expect(!changed.isEmpty)
  }
}
