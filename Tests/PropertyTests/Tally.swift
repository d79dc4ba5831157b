/// What many worlds of one plan came to.
struct Tally {
  let plan: Plan
  private(set) var wrong: [String] = []
  private(set) var missed: [String] = []
  private var counts: [Fault.Property: Int] = [:]
  /// Seeds of the worlds with faults of a kind, once for each fault.
  private var kinds: [String: [UInt64]] = [:]
  private(set) var decidable = 0
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
      kinds[kind(fault, judge), default: []].append(seed)
      guard counts[fault.property, default: 0] <= Self.shown else { continue }
      let text =
        "\(plan), seed \(seed): \(fault.property.rawValue): \(fault.text)\n"
        + judge.screening.dump(fault.connections, lines: Seeds.isOne ? .max : 60)
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
    let lines = kinds.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(30).map { kind, seeds in
      let first = Set(seeds).sorted().prefix(8).map(String.init).joined(separator: ", ")
      return "\n    \(seeds.count) × \(kind) (seeds \(first))"
    }
    return "\(recalled) of \(decidable) put together" + lines.joined()
  }
}
