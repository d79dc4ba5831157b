import Cluster
import Wire

/// What rules on all connections together are given at the end, or whenever somebody asks.
struct WholeFacts {
  var timeline: MapTimeline
  var neighbours: NeighbourTable

  /// The map that counts last.
  var map: ServiceMap { timeline[timeline.count - 1] }
}

/// A rule on what all connections together show: it takes each of them, and judges when asked.
protocol WholeRule {
  mutating func take(_ one: Case, _ judgements: [Judgement])
  func findings(_ facts: WholeFacts) -> [Finding]
}

extension WholeRule {
  func take(_ one: Case, _ judgements: [Judgement]) {}
}

/// All of them; docs/findings.md has a page of what each finds.
struct WholeRules {
  private var rules: [any WholeRule] = [
    SessionAffinityBroken(), UnevenConnections(), UnevenOpenConnections(), SlowHop(), LossyHop(),
    UnansweredAddress(), ObjectProblems(), OneSidedCapture(), UnsupportedDataPlane(),
  ]
  private var lag = ProgrammingLag()
  private var losses = LossesInNode()
  private var overlays = OverlayTraffic()

  mutating func take(_ one: Case, _ judgements: [Judgement]) {
    for place in rules.indices { rules[place].take(one, judgements) }
    lag.take(one, judgements)
    losses.take(one, judgements)
    overlays.take(one)
  }

  /// What single connections show, as it looks in the light of all.
  func revise(_ findings: [Finding], _ facts: WholeFacts) -> [Finding] {
    lag.revise(overlays.revise(losses.revise(findings)), facts)
  }

  func findings(_ facts: WholeFacts) -> [Finding] { rules.flatMap { $0.findings(facts) } }
}
