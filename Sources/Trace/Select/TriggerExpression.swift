import Cluster

/// What makes a ring of packets be written: `state=refused|no-reply`, `service=shop/web|drops`, `F24`.
///
/// Alternatives are parted by `|`; one without a key is a finding's code or id, or another value of the key before it.
public struct TriggerExpression: Sendable, Hashable {
  enum Condition: Sendable, Hashable {
    case state(PathState)
    case failed
    case service(namespace: String?, name: String)
    case pod(namespace: String?, name: String)
    case finding(FindingKind)
  }

  let conditions: [Condition]
  /// Something was lost.
  public let wantsDrops: Bool

  private static let states: [PathState] = [
    .open, .closed, .reset, .refused, .rejected, .noReply, .halfOpen, .partial,
  ]

  /// - Throws: a sentence.
  public init(parsing text: String) throws(TriggerProblem) {
    var conditions: [Condition] = []
    var wantsDrops = false
    var key = ""
    func isFinding(_ pair: [String]) -> Bool { pair.count == 1 && !FindingKind.named(pair[0]).isEmpty }
    for part in text.split(separator: "|", omittingEmptySubsequences: false) {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      if pair.count == 2 { key = pair[0] }
      let value = pair[pair.count - 1]
      if pair.count == 1, value == "drops" {
        wantsDrops = true
      } else if isFinding(pair) {
        conditions += FindingKind.named(value).map(Condition.finding)
      } else {
        conditions.append(try Self.condition(key, value, text))
      }
    }
    self.conditions = conditions
    self.wantsDrops = wantsDrops
  }

  private static func condition(_ key: String, _ value: String, _ text: String) throws(TriggerProblem) -> Condition {
    if isCode(value) {
      throw TriggerProblem(
        sentence: FindingKind.named(value).isEmpty
          ? "there is no finding \(value): codes are \(FindingKind.all[0].code) to "
            + "\(FindingKind.all[FindingKind.all.count - 1].code)"
          : "\(value) is a finding, not a \(key): say it alone, as in \(value)|state=refused")
    }
    guard !value.isEmpty else { throw TriggerProblem(sentence: "“\(text)” lacks a value: \(help)") }
    switch key {
    case "state":
      if value == "failed" { return .failed }
      if let state = states.first(where: { $0.rawValue == value }) { return .state(state) }
      throw TriggerProblem(
        sentence: "\(value) is no state: there are failed, \(states.map(\.rawValue).joined(separator: ", "))")
    case "service", "pod":
      let parts = value.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else {
        throw TriggerProblem(sentence: "\(value) is no name: say \(key)=NAMESPACE/NAME or \(key)=NAME")
      }
      let namespace = parts.count == 2 ? parts[0] : nil
      return key == "pod"
        ? .pod(namespace: namespace, name: parts[parts.count - 1])
        : .service(namespace: namespace, name: parts[parts.count - 1])
    default: throw TriggerProblem(sentence: "“\(text)” is no event to wait for: \(help)")
    }
  }

  private static let help =
    "say state=refused|no-reply, state=failed, service=NAMESPACE/NAME, pod=NAMESPACE/NAME, drops, or a finding such as "
    + "F24 or mtu-black-hole, parted by |"

  /// `F24`.
  private static func isCode(_ text: String) -> Bool {
    text.count >= 2 && text.hasPrefix("F") && text.dropFirst().allSatisfy(\.isNumber)
  }

  /// - Parameter map: of the path's moment.
  public func matches(_ path: Path, _ map: ServiceMap) -> Bool {
    conditions.contains { condition in
      switch condition {
      case .state(let state): path.state == state
      case .failed: !path.isOK
      case .service(let namespace, let name):
        path.names.service.map { index in
          let service = map[index]
          return service.name == name && (namespace == nil || service.namespace == namespace)
        } ?? false
      case .pod(let namespace, let name):
        [path.names.client, path.names.front, path.names.backend].contains { role in
          (role?.pods ?? []).contains { map[$0].name == name && (namespace == nil || map[$0].namespace == namespace) }
        }
      case .finding: false
      }
    }
  }

  /// It waits for something to be found wrong.
  public var wantsFindings: Bool {
    conditions.contains { if case .finding = $0 { true } else { false } }
  }

  /// Whether it waits for one of this kind.
  public func matches(_ kind: FindingKind) -> Bool { conditions.contains(.finding(kind)) }
}

public struct TriggerProblem: Error, Sendable, Hashable {
  public var sentence: String
}
