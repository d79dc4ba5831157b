import Cluster
import Testing
import Wire

@testable import Trace

@Suite struct TriggerExpressionTests {
  /// A talk with default/web from pod pa, refused or not.
  private func paths(refused: Bool) throws -> ([Path], ServiceMap) {
    let map = try SmallCluster.map()
    var stage = Stage("n1/veth1", "n2/veth2")
    let (client, front) = ("10.244.1.10:4000", SmallCluster.front)
    if refused {
      stage.tcp(0, 0, client, front, .syn, 1_000)
      stage.tcp(1, 0.1, client, SmallCluster.pod, .syn, 1_000)
      stage.tcp(1, 0.2, SmallCluster.pod, client, [.rst, .ack], 0, 1_001)
      stage.tcp(0, 0.3, front, client, [.rst, .ack], 0, 1_001)
    } else {
      Conversation(stops: [.init(0, client, front), .init(1, client, SmallCluster.pod)]).play(&stage, at: 0)
    }
    let paths = stage.run(map).paths
    #expect(paths.map(\.state) == [refused ? .refused : .closed])
    return (paths, map)
  }

  @Test(
    "What it matches",
    arguments: [
      ("state=refused", true, false), ("state=no-reply", false, false), ("state=no-reply|refused", true, false),
      ("state=failed", true, false), ("state=closed", false, true), ("state=failed|closed", true, true),
      ("service=default/web", true, true), ("service=web", true, true), ("service=other/web", false, false),
      ("service=web2", false, false), ("pod=default/pa", true, true), ("pod=pc", true, true), ("pod=pb", false, false),
      ("pod=other/pa", false, false), ("state=closed|drops|service=x/y|web", true, true), ("drops", false, false),
      ("drops|state=refused", true, false), ("state=reset|drops|refused", true, false),
    ])
  func matches(_ text: String, _ refused: Bool, _ closed: Bool) throws {
    let trigger = try TriggerExpression(parsing: text)
    for (isRefused, wanted) in [(true, refused), (false, closed)] {
      let (paths, map) = try paths(refused: isRefused)
      #expect(paths.map { trigger.matches($0, map) } == [wanted], "\(text)")
    }
    #expect(trigger.wantsDrops == text.contains("drops"))
  }

  @Test(
    "Findings by code or id, alone or among others; all kinds of one code",
    arguments: [
      ("F24", ["mtu-black-hole"]), ("mtu-black-hole", ["mtu-black-hole"]),
      ("MTU-Black-Hole|F10", ["mtu-black-hole", "policy-drop"]),
      ("state=refused|f34", ["selector-matches-nothing", "named-target-port-missing"]),
      ("drops|F01", ["no-ready-endpoints"]),
      ("state=refused", []), ("drops", []),
    ])
  func findings(_ text: String, _ ids: [String]) throws {
    let trigger = try TriggerExpression(parsing: text)
    #expect(trigger.wantsFindings == !ids.isEmpty)
    #expect(Set(FindingKind.all.filter(trigger.matches).map(\.id)) == Set(ids))
    let (paths, map) = try paths(refused: true)
    #expect(paths.contains { trigger.matches($0, map) } == text.contains("state=refused"))
  }

  @Test(
    "What it refuses, and what it says instead",
    arguments: [
      ("", "state=refused|no-reply"), ("refused", "state=refused|no-reply"), ("state=", "lacks a value"),
      ("state=refused|", "lacks a value"), ("|state=refused", "lacks a value"), ("state=broken", "broken is no state"),
      ("state=Refused", "no-reply"), ("F99", "there is no finding F99"), ("state=F24", "F24 is a finding, not a state"),
      ("drops|F1", "there is no finding F1: codes are F01 to F68"), ("mtu", "a finding such as F24 or mtu-black-hole"),
      ("service=a/b/c", "service=NAMESPACE/NAME"), ("service=/web", "NAMESPACE"), ("pod=ns/", "pod=NAMESPACE/NAME"),
      ("node=n1", "no event to wait for"), ("drops=1", "no event to wait for"),
      ("state=refused||drops", "lacks a value"),
    ])
  func refuses(_ text: String, _ words: String) {
    let problem = #expect(throws: TriggerProblem.self) { try TriggerExpression(parsing: text) }
    #expect(problem?.sentence.contains(words) == true, "\(problem?.sentence ?? "")")
  }
}
