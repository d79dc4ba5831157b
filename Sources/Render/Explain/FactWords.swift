import Cluster
import Wire

/// Facts as sentences.
struct FactWords {
  let names: ExplainNames
  let explanation: Explanation
  /// Captures were asked already.
  let hasCaptures: Bool
  var map: ServiceMap { names.map }

  func sentence(_ fact: ExplainFact) -> String {
    addressSentence(fact) ?? portSentence(fact) ?? podSentence(fact) ?? entranceSentence(fact) ?? kindSentence(fact)
      ?? endpointSentence(fact) ?? outsidePolicy(fact) ?? insidePolicy(fact) ?? balancerSentence(fact) ?? ""
  }

  private var asked: String { names.subject(explanation.subject) }

  private var hint: String {
    hasCaptures ? "" : " Whose it was at a time, captures tell: hopscope explain \(askedSocket) --at TIME --in FILE…"
  }

  private var askedSocket: String {
    if case .address(let ip, nil, _) = explanation.subject { return ip.isIPv4 ? "\(ip):PORT" : "[\(ip)]:PORT" }
    return asked
  }

  var askedPort: String {
    if case .address(_, let port?, _) = explanation.subject { "\(port)" } else { "" }
  }

  private func addressSentence(_ fact: ExplainFact) -> String? {
    switch fact {
    case .nodeGateway:
      """
      A node puts this address as the source on connections that it sends to pods for others (SNAT): to the pod it looks \
      like the client.\(hint)
      """
    case .noObject:
      map.hasNodeObjects
        ? "No object has this address: it is outside of the cluster, or its object is not in the dump."
        : """
        No object has this address. The objects have no Node, so a node's address cannot be told from one outside: add \
        what kubectl get nodes -o json prints.
        """
    case .loopback:
      """
      Every node and every pod has this address for itself: it never leaves the machine. A nodePort answers there only on \
      nodes whose kube-proxy uses iptables, never with nftables or ipvs.
      """
    case .linkLocal: "A link-local address is valid on one network segment or one machine only."
    case .multicast: "A multicast address is a group of receivers; no Service has one."
    case .podGone:
      "No pod of the objects has it \(moment). It was a pod's that is gone, or will be another's: PodIPs are used again."
    case .ambiguous:
      "Several objects claim this, and nothing here tells which one is meant: see each of them below."
    case .inferred:
      "This was concluded from a port in a manifest alone: no object says whose the address is."
    default: nil
    }
  }

  private func portSentence(_ fact: ExplainFact) -> String? {
    switch fact {
    case .drawnPort:
      """
      No object has port \(askedPort). As the source of a connection it is a number drawn for this one connection, by a \
      program or by the node's SNAT.\(hint)
      """
    case .unusedNodePort:
      """
      No Service of the objects has \(askedPort) as nodePort, though nodePorts are usually taken from 30000 to 32767: it may be \
      deleted, or the objects are of another cluster. Nothing answers there, unless a program of the node does.
      """
    case .nobodysPort: nobodysPort
    case .undeclaredPort:
      "No object names port \(askedPort) of this pod. The pod may listen on it all the same: kubectl cannot tell, a capture can."
    default: nil
    }
  }

  private var moment: String { explanation.time == .max ? "now" : "at that time" }

  private var nobodysPort: String {
    let own = explanation.services.flatMap(\.ports).map { map[$0].port }
    let ports = own.isEmpty ? "" : " The ports of that Service: \(own.map { "\($0)" }.joined(lastBy: "and"))."
    return "No object has \(askedPort) as nodePort, port, targetPort, hostPort or containerPort.\(ports)"
  }

  private func podSentence(_ fact: ExplainFact) -> String? {
    switch fact {
    case .hostPort:
      """
      hostPort has drawbacks: the address changes when the pod moves to another node; a node can give the port to one pod \
      only, so that a second one stays Pending; other nodes do not answer. Prefer a Service of type NodePort.
      """
    case .hostNetwork:
      "hostNetwork: the pod has no address of its own. Each port on which it listens is a port of its node."
    case .containerPort:
      """
      containerPort is information only: a pod may listen on ports that it does not declare, and nothing may listen on one \
      that it does.
      """
    case .podIPAssigned:
      """
      A PodIP comes from the address management (IPAM) of the network plug-in (CNI). The pod keeps it for its life; later \
      another pod may get it.
      """
    case .podsReachEachOther:
      """
      Every pod reaches every other one by its PodIP, on whatever node and of whatever Service, without NAT between them; \
      only a NetworkPolicy forbids it.
      """
    case .podTemplate(let replicas):
      replicas > 0
        ? "It stands for \(replicas) pods, whose addresses no object tells." : "It stands for a pod on each node."
    default: nil
    }
  }
}
