import Cluster
import Wire

/// F39. One client port is in use to the same endpoint by another way, so netfilter changed the port of the later connection.
enum SourcePortClash: Rule {
  static let kind = FindingKind.sourcePortClash

  static func judge(_ one: Case) -> Judgement? {
    guard one.isTCP || one.isUDP, let client = one.clientPod, let change = one.path.translations.first(where: isClash),
      change.before.source == one.path.client.ip
    else { return nil }
    let behind = one.hops.first { $0.tuple == change.after }
    let node = change.host.flatMap { one.map.node(named: $0) } ?? one.map[client].node
    return Judgement(
      kind, .certain,
      FindingSubject(
        pod: one.backendPod.map { .init(one.map[$0].namespace, one.map[$0].name) }, node: node.map { one.map[$0].name },
        backend: one.path.backend),
      "\(one.title(client)) uses one source port for two ways to \(Socket(change.after.destination, change.after.destinationPort)): "
        + "its node changed the port of the later connection.",
      at: behind.map { .at($0.spot) },
      evidence: [
        FindingEvidence(
          "source port \(change.before.sourcePort) before, \(change.after.sourcePort) behind, same address",
          packet: behind?.hop.packet)
      ],
      confirm: "conntrack -L -s \(one.path.client.ip) | grep \(change.before.sourcePort)",
      remedy: "Let the client leave its source port to the kernel, or not mix the Service's address and the pod's own.")
  }

  private static func isClash(_ change: Translation) -> Bool {
    change.kinds.contains(.snat) && change.before.source == change.after.source
      && change.before.sourcePort != change.after.sourcePort
  }
}
