import Foundation
import Testing
import Trace

/// Which worlds are tried: `HOPSCOPE_SEEDS=N` for N of each kind, `HOPSCOPE_SEED=S` for one and no other, shown in full;
/// `HOPSCOPE_FEATURE=F` for the worlds of one feature (or `everything`).
enum Seeds {
  static let environment = ProcessInfo.processInfo.environment
  static let isOne = environment["HOPSCOPE_SEED"] != nil

  static func wants(_ plan: Plan) -> Bool {
    environment["HOPSCOPE_FEATURE"].map { $0 == plan.description } ?? true
  }

  static func range(_ usual: UInt64) -> [UInt64] {
    if let one = environment["HOPSCOPE_SEED"].flatMap({ UInt64($0) }) { return [one] }
    let count = environment["HOPSCOPE_SEEDS"].flatMap { UInt64($0) } ?? usual
    return Array(1...max(1, count))
  }
}

/// The engine in small random worlds whose truth is known because they were made.
@Suite struct PropertyTests {
  @Test("Alone on a plain ground, each feature is put together right", arguments: Feature.allCases)
  func alone(_ feature: Feature) throws { try check(Plan(focus: feature), Seeds.range(40)) }

  @Test("All features at once") func together() throws { try check(.everything, Seeds.range(500)) }

  @Test("The order of equal times and the key of the hash change nothing")
  func deterministic() throws {
    for seed in Seeds.range(60) {
      let screening = try Screening(seed: seed, plan: .everything)
      let once = ends(screening.paths())
      #expect(ends(screening.paths(hashSeed: 0x9e37)) == once, "hash key: seed \(seed)\n\(screening.dump())")
      #expect(ends(screening.paths(lastFileFirst: true)) == once, "equal times: seed \(seed)\n\(screening.dump())")
    }
  }

  private func ends(_ paths: [Path]) -> [Set<Pair>: Int] {
    Dictionary(paths.map { (Set($0.hops.map { Pair($0.tuple) }), 1) }, uniquingKeysWith: +)
  }

  @Test("HOPSCOPE_FEATURE names a feature")
  func named() {
    let plans = [Plan.everything] + Feature.allCases.map { Plan(focus: $0) }
    #expect(plans.contains(where: Seeds.wants))
  }

  private func check(_ plan: Plan, _ seeds: [UInt64]) throws {
    guard Seeds.wants(plan) else { return }
    var tally = Tally(plan: plan)
    for seed in seeds {
      let screening = try Screening(seed: seed, plan: plan)
      tally.add(Judge(screening, screening.paths()), seed)
    }
    #expect(tally.decidable > 0, "\(plan): no world had a connection to put together")
    for text in tally.wrong { Issue.record("\(text)") }
    let misses = tally.missed.joined(separator: "\n")
    #expect(tally.recall >= 0.999, "\(plan): \(tally.words)\n\(misses)")
    if Seeds.environment["HOPSCOPE_SEEDS"] != nil { print("\(plan): \(tally.words)") }
  }
}
