import Cluster
import Wire

/// What is wrong with a cluster's objects, and with nodes' rules beside them: found without a packet.
public enum ObjectCheck {
  /// The rules of one node.
  public struct Rules: Sendable {
    public var node: String
    public var rules: NodeRules

    public init(node: String, rules: NodeRules) {
      self.node = node
      self.rules = rules
    }
  }

  /// - Parameters:
  ///   - nodes: names of those that are looked at; empty for all. What concerns no node is looked at in any case.
  /// - Returns: the gravest first, of one gravity in the order of the objects.
  public static func findings(in map: ServiceMap, rules: [Rules] = [], nodes: Set<String> = []) -> [Finding] {
    let words = ObjectWords(map)
    var findings = map.problems.compactMap { words.finding($0) }
    findings += EndpointCheck(words).findings(explained: explained(findings))
    findings += LocalPolicyCheck(words, nodes).findings()
    findings += AddressCheck(words).findings()
    for one in rules where nodes.isEmpty || nodes.contains(one.node) {
      findings += DriftWords(words, one).findings()
    }
    let concerned = findings.filter { nodes.isEmpty || $0.subject.node.map(nodes.contains) ?? true }
    return concerned.enumerated().sorted { left, right in
      (left.element.kind.severity, left.offset) < (right.element.kind.severity, right.offset)
    }.map(\.element)
  }

  /// Services of which it is said already why they have no endpoint.
  private static func explained(_ findings: [Finding]) -> Set<FindingSubject.Name> {
    let causes: Set<FindingKind> = [.selectorMatchesNothing, .namedTargetPortMissing, .serviceWithoutEndpoints]
    return Set(findings.filter { causes.contains($0.kind) }.compactMap(\.subject.service))
  }
}

/// Names of objects as sentences, evidence and commands have them.
struct ObjectWords {
  let map: ServiceMap

  init(_ map: ServiceMap) { self.map = map }

  func title(_ port: ServicePort) -> String { "Service \(port.namespace)/\(port.name)" }
  func title(_ pod: PodID) -> String { "pod \(map[pod].namespace)/\(map[pod].name)" }
  func name(_ port: ServicePort) -> FindingSubject.Name { .init(port.namespace, port.name) }

  /// `10.244.1.7:8080 (pod default/web-1 on node n1)`.
  func title(_ backend: Backend) -> String {
    let pod = backend.pod.map(title)
    let node = backend.node.map { "on node \(map[$0].name)" }
    let about = [pod, node].compactMap { $0 }.joined(separator: " ")
    let socket = backend.socket.map { "\($0)" } ?? "an endpoint without an address"
    return about.isEmpty ? socket : "\(socket) (\(about))"
  }

  func list(_ names: [String], most: Int = 8) -> String {
    let more = names.count > most ? " and \(names.count - most) more" : ""
    return names.prefix(most).joined(separator: ", ") + more
  }

  func plural(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }

  // MARK: - Commands

  func describe(_ service: FindingSubject.Name) -> String {
    Self.command(
      "kubectl describe service -n \(service.namespace) \(service.name)", service, "kubectl get svc -A -o wide")
  }

  func endpoints(_ service: FindingSubject.Name) -> String {
    Self.command(
      "kubectl get endpointslices -n \(service.namespace) -l kubernetes.io/service-name=\(service.name)", service,
      "kubectl get endpointslices -A")
  }

  func describe(pod: FindingSubject.Name) -> String {
    Self.command("kubectl get pod -n \(pod.namespace) \(pod.name) -o wide", pod, "kubectl get pods -A -o wide")
  }

  /// A name that Kubernetes would refuse is never put into a command.
  private static func command(_ text: String, _ name: FindingSubject.Name, _ other: String) -> String {
    KubectlCommand.isSayable(name.namespace) && KubectlCommand.isSayable(name.name) ? text : other
  }
}

extension Backend {
  /// What kube-proxy would choose while none is ready.
  var isFallback: Bool { !ready && serving && terminating }
}
