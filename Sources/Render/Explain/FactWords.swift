import Cluster
import Wire

/// Facts as sentences.
struct FactWords {
  let names: ExplainNames
  let explanation: Explanation
  /// Captures were asked already.
  let hasCaptures: Bool
  private var map: ServiceMap { names.map }

  func sentence(_ fact: ExplainFact) -> String {
    addressSentence(fact) ?? serviceSentence(fact) ?? policySentence(fact) ?? podSentence(fact) ?? ""
  }

  private var asked: String { names.subject(explanation.subject) }

  private var hint: String {
    hasCaptures ? "" : " Whose it was at a time, captures tell: hopscope explain \(askedSocket) --at TIME --in FILE…"
  }

  private var askedSocket: String {
    if case .address(let ip, nil, _) = explanation.subject { return ip.isIPv4 ? "\(ip):PORT" : "[\(ip)]:PORT" }
    return asked
  }

  private var askedPort: String {
    if case .address(_, let port?, _) = explanation.subject { "\(port)" } else { "" }
  }

  private func addressSentence(_ fact: ExplainFact) -> String? {
    switch fact {
    case .nodeGateway:
      """
      A node puts this address as the source on connections that it sends to pods for others (SNAT): to the pod it looks \
      like the client.\(hint)
      """
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
    case .clusterIPUnallocated:
      "It is in the range of ClusterIPs, but no Service has it: nothing answers. A Service that had it may be deleted."
    case .podGone:
      "No pod of the objects has it \(moment). It was a pod's that is gone, or will be another's: PodIPs are used again."
    case .nobodysPort: nobodysPort
    case .undeclaredPort:
      "No object names port \(askedPort) of this pod. The pod may listen on it all the same: kubectl cannot tell, a capture can."
    case .ambiguous:
      "Several objects claim this, and nothing here tells which one is meant: see each of them below."
    case .inferred:
      "This was concluded from a port in a manifest alone: no object says whose the address is."
    default: nil
    }
  }

  private var moment: String { explanation.time == .max ? "now" : "at that time" }

  private var nobodysPort: String {
    let own = explanation.services.flatMap(\.ports).map { map[$0].port }
    let ports = own.isEmpty ? "" : " The ports of that Service: \(own.map { "\($0)" }.joined(lastBy: "and"))."
    return "No object has \(askedPort) as nodePort, port, targetPort, hostPort or containerPort.\(ports)"
  }

  private func serviceSentence(_ fact: ExplainFact) -> String? {
    switch fact {
    case .everyNodeAnswers:
      """
      Every node answers on a nodePort, also a node without a pod of this Service: it sends the connection on to one that \
      has. The packets of a client may therefore pass any node: capture on several. (With nftables kube-proxy answers on \
      each node's primary address only.)
      """
    case .parallelEntrances:
      """
      nodePort and port are two doors side by side. Each leads straight to a targetPort by one rewrite of the destination \
      (DNAT); a connection to the nodePort never passes the ClusterIP.
      """
    case .clusterIPHasNoInterface:
      """
      No interface of any machine has a ClusterIP: it exists only in rules that kube-proxy (or an eBPF data plane) keeps on \
      every node, and these match the Service's protocol and port. A ping has no port, so no rule matches and nobody is \
      there to answer: that it stays unanswered says nothing about the Service. Try the port instead. (In ipvs mode \
      the address is on the dummy interface kube-ipvs0, and some versions do answer.)
      """
    case .clusterIPFromOutside:
      """
      From outside, a ClusterIP is reachable only where a route leads to a node: its rules then translate the connection. \
      Without such a route nobody answers.
      """
    case .addressPending:
      "The objects are a manifest: addresses and ports that the API server chooses are not in them. A dump of the cluster has them."
    case .headless:
      """
      Headless (clusterIP: None): no virtual address and no rewriting. DNS gives the PodIPs themselves, and clients dial \
      PodIP:targetPort; the Service's port is on no packet.
      """
    case .externalName:
      "ExternalName: DNS answers with another name (CNAME). No address, no port, no endpoint in the cluster."
    case .loadBalancer:
      """
      A LoadBalancerIP is announced by something outside of kube-proxy, which brings connections to a node (by its \
      nodePort, or unchanged: the node's rules know the address). From a pod the node's rules translate it at once.
      """
    case .loadBalancerIsProxy: "ipMode Proxy: connections of pods to it go out through the load balancer, too."
    case .externalIP:
      "An ExternalIP is an address that somebody routes to a node; Kubernetes neither gives nor announces it."
    case .noEndpoints:
      """
      The Service has no endpoint: no pod fits its selector, or there is none. Connections are rejected (ICMP port \
      unreachable), whichever door they take.
      """
    case .endpointsUnknown:
      "The objects show no endpoint of it, neither an EndpointSlice nor a pod: whether anything answers, they do not tell."
    case .noReadyEndpoints:
      "None of its endpoints is ready: connections are rejected (ICMP port unreachable) until one is."
    case .endpointsAssumed:
      """
      The objects have no EndpointSlice of this Service: its endpoints are the pods that its selector fits. A dump with \
      endpointslices says which of them are ready.
      """
    case .publishNotReady: "publishNotReadyAddresses: pods count as endpoints before they are ready."
    default: nil
    }
  }

  private func policySentence(_ fact: ExplainFact) -> String? {
    switch fact {
    case .externalPolicyCluster:
      """
      externalTrafficPolicy Cluster: what comes in by nodePort, LoadBalancerIP or ExternalIP may go to an endpoint on any \
      node. The node where it comes in puts its own address as the source (SNAT), so that the answer returns through it: \
      the pod sees the node, not the client. (hopscope replay joins the two; externalTrafficPolicy Local keeps the client.)
      """
    case .externalPolicyLocal(let nodes):
      """
      externalTrafficPolicy Local: a node gives what comes from outside only to endpoints on itself, and keeps the client's \
      address. A node without a ready endpoint drops it. \(answering(nodes))\(askedNode(nodes))
      """
    case .internalPolicyLocal(let nodes):
      """
      internalTrafficPolicy Local: a connection to the ClusterIP goes only to endpoints on the caller's own node, and is \
      dropped where there is none. \(answering(nodes))
      """
    case .internalPolicyCluster:
      "internalTrafficPolicy Cluster: a connection to the ClusterIP may go to an endpoint on any node."
    case .clientKeptInside:
      """
      Through the ClusterIP the address of a calling pod is kept: the other pod sees its PodIP. A pod that reaches itself \
      this way is the exception, and so is a caller from outside of the pod network: these are masqueraded (SNAT).
      """
    case .sessionAffinity(let seconds):
      """
      sessionAffinity ClientIP: one client address gets the same endpoint again for \(seconds) s after its last connection. \
      Each node remembers that by itself, by the address it sees: clients behind one SNAT count as one.
      """
    case .sourceRanges(let ranges):
      "loadBalancerSourceRanges: through the LoadBalancerIP only clients in \(names.some(ranges.map(\.description))) are let in."
    case .healthCheck(let port):
      """
      healthCheckNodePort \(port): on this port every node tells the load balancer, over HTTP, whether it has a ready \
      endpoint (200) or not (503).
      """
    case .isHealthCheck(let id):
      """
      \(askedPort) is the healthCheckNodePort of \(names.service(id)): there every node tells the load balancer, over HTTP, \
      whether it has a ready endpoint (200) or not (503). The Service's own traffic does not pass it.
      """
    default: nil
    }
  }

  /// The node asked about, when it is none that answers.
  private func askedNode(_ answering: [NodeID]) -> String {
    guard let node = explanation.roles.first(where: { $0.role.portKind == .nodePort })?.role.node,
      !answering.contains(node)
    else { return "" }
    return " \(names.node(node)) has none: a connection from outside to this address is dropped."
  }

  private func answering(_ nodes: [NodeID]) -> String {
    nodes.isEmpty ? "No node has a ready endpoint now." : "Nodes with one: \(names.nodes(nodes))."
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
