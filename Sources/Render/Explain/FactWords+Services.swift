import Cluster
import Wire

/// What Services are and do.
extension FactWords {
  func entranceSentence(_ fact: ExplainFact) -> String? {
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
    default: nil
    }
  }

  func kindSentence(_ fact: ExplainFact) -> String? {
    switch fact {
    case .clusterIPUnallocated:
      "It is in the range of ClusterIPs, but no Service has it: nothing answers. A Service that had it may be deleted."
    case .addressPending:
      "The objects are a manifest: addresses and ports that the API server chooses are not in them. A dump of the cluster has them."
    case .headless:
      """
      Headless (clusterIP: None): no virtual address and no rewriting. DNS gives the PodIPs themselves, and clients dial \
      PodIP:targetPort; the Service's port is on no packet.
      """
    case .externalName:
      "ExternalName: DNS answers with another name (CNAME). No address, no port, no endpoint in the cluster."
    case .portless:
      "A Service without a port translates nothing. A headless one gives its pods names: DNS answers with their PodIPs."
    case .loadBalancer:
      """
      A LoadBalancerIP is announced by something outside of kube-proxy, which brings connections to a node (by its \
      nodePort, or unchanged: the node's rules know the address). From a pod the node's rules translate it at once.
      """
    case .loadBalancerIsProxy: "ipMode Proxy: connections of pods to it go out through the load balancer, too."
    case .externalIP:
      "An ExternalIP is an address that somebody routes to a node; Kubernetes neither gives nor announces it."
    default: nil
    }
  }

  func endpointSentence(_ fact: ExplainFact) -> String? {
    switch fact {
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
}

/// What traffic policies and other settings of a Service do.
extension FactWords {
  func outsidePolicy(_ fact: ExplainFact) -> String? {
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
    default: nil
    }
  }

  func insidePolicy(_ fact: ExplainFact) -> String? {
    switch fact {
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
    default: nil
    }
  }

  func balancerSentence(_ fact: ExplainFact) -> String? {
    switch fact {
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
}
