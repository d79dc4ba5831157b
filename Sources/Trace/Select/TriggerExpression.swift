import Cluster

/// What makes a ring of packets be written: `state=refused|no-reply`, `service=shop/web|drops`.
///
/// Alternatives are parted by `|`; one without a key is another value of the key before it.
public struct TriggerExpression: Sendable, Hashable {
  enum Condition: Sendable, Hashable {
    case state(PathState)
    case failed
    case service(namespace: String?, name: String)
    case pod(namespace: String?, name: String)
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
    for part in text.split(separator: "|", omittingEmptySubsequences: false) {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      if pair.count == 2 { key = pair[0] }
      let value = pair[pair.count - 1]
      if pair.count == 1, value == "drops" {
        wantsDrops = true
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
        sentence: "\(value) names a finding, and this version judges none yet: use state=failed, or a state such as "
          + "state=refused|no-reply")
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
    "say state=refused|no-reply, state=failed, service=NAMESPACE/NAME, pod=NAMESPACE/NAME or drops, parted by |"

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
      }
    }
  }
}

public struct TriggerProblem: Error, Sendable, Hashable {
  public var sentence: String
}
