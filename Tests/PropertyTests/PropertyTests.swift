import Foundation
import Testing
import Trace

/// How many worlds are tried: `HOPSCOPE_SEEDS=N` for N of each kind, `HOPSCOPE_SEED=S` for one and no other.
enum Seeds {
  static let environment = ProcessInfo.processInfo.environment

  static func range(_ usual: UInt64) -> [UInt64] {
    if let one = environment["HOPSCOPE_SEED"].flatMap({ UInt64($0) }) { return [one] }
    let count = environment["HOPSCOPE_SEEDS"].flatMap { UInt64($0) } ?? usual
    return Array(1...max(1, count))
  }
}

/// The engine in small random worlds whose truth is known because they were made.
@Suite struct PropertyTests {
  @Test("Alone on a plain ground, each feature is put together right", arguments: Feature.allCases)
  func alone(_ feature: Feature) throws { try check(Plan(focus: feature), Seeds.range(8)) }

  @Test("All features at once") func together() throws { try check(.everything, Seeds.range(100)) }

  @Test("The order of equal times and the key of the hash change nothing")
  func deterministic() throws {
    for seed in Seeds.range(20) {
      let screening = try Screening(seed: seed, plan: .everything)
      let once = ends(screening.paths())
      #expect(ends(screening.paths(hashSeed: 0x9e37)) == once, "hash key: seed \(seed)\n\(screening.dump())")
      #expect(ends(screening.paths(lastFileFirst: true)) == once, "equal times: seed \(seed)\n\(screening.dump())")
    }
  }

  private func ends(_ paths: [Path]) -> [Set<Pair>: Int] {
    Dictionary(paths.map { (Set($0.hops.map { Pair($0.tuple) }), 1) }, uniquingKeysWith: +)
  }

  private func check(_ plan: Plan, _ seeds: [UInt64]) throws {
    var tally = Tally(plan: plan)
    for seed in seeds {
      let screening = try Screening(seed: seed, plan: plan)
      tally.add(Judge(screening, screening.paths()), seed)
    }
    for text in tally.wrong { Issue.record("\(text)") }
    let misses = tally.missed.joined(separator: "\n")
    #expect(tally.recall >= 0.999, "\(plan): \(tally.words)\n\(misses)")
    if Seeds.environment["HOPSCOPE_SEEDS"] != nil { print("\(plan): \(tally.words)") }
  }
}

/// What many worlds of one plan came to.
struct Tally {
  let plan: Plan
  private(set) var wrong: [String] = []
  private(set) var missed: [String] = []
  private var counts: [Fault.Property: Int] = [:]
  private var kinds: [String: Int] = [:]
  private var decidable = 0
  private var recalled = 0

  init(plan: Plan) { self.plan = plan }

  /// Faults described in full, of each property; the rest is counted.
  private static let shown = 2

  var recall: Double { decidable == 0 ? 1 : Double(recalled) / Double(decidable) }

  mutating func add(_ judge: Judge, _ seed: UInt64) {
    decidable += judge.decidable
    recalled += judge.recalled
    for fault in judge.faults {
      counts[fault.property, default: 0] += 1
      kinds[kind(fault, judge), default: 0] += 1
      guard counts[fault.property, default: 0] <= Self.shown else { continue }
      let text =
        "\(plan), seed \(seed): \(fault.property.rawValue): \(fault.text)\n"
        + judge.screening.dump(fault.connections)
      if fault.property == .missed { missed.append(text) } else { wrong.append(text) }
    }
  }

  /// In which kind of connection the fault is.
  private func kind(_ fault: Fault, _ judge: Judge) -> String {
    let connections = judge.truth.connections
    let about = fault.connections.sorted().filter(connections.indices.contains).map { connections[$0] }
    let words = Set(about.map { "\($0.route) \($0.transport.word) \($0.journeys.count > 1 ? $0.story : "")" })
    return "\(fault.property.rawValue): \(words.sorted().joined(separator: " + "))"
  }

  var words: String {
    let lines = kinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(12).map {
      "\n    \($0.value) × \($0.key)"
    }
    return "\(recalled) of \(decidable) put together" + lines.joined()
  }
}
