import Cluster
import Wire

/// The world as Kubernetes objects, and how much of it the engine is told.
enum Knowledge {
  case full, nothing
  /// As `kubectl get` without nodes.
  case withoutNodes
  /// Manifests before they were applied: no address, no node port, no node.
  case manifests
}

extension World {
  func map(_ knowledge: Knowledge) throws -> ServiceMap {
    var items: [String]
    switch knowledge {
    case .nothing: return .empty
    case .full: items = [range] + nodes.map(object) + pods.map(object) + services.map(object) + slices
    case .withoutNodes: items = pods.map(object) + services.map(object) + slices
    case .manifests: items = pods.map(manifest) + services.map(manifest)
    }
    items = ["{\"kind\":\"List\",\"apiVersion\":\"v1\",\"items\":[" + items.joined(separator: ",") + "]}"]
    var objects = ClusterObjects()
    try ClusterLoader.load(Array(items[0].utf8), name: "world.json", into: &objects)
    return ServiceMap(objects)
  }

  private var range: String {
    """
    {"kind":"ServiceCIDR","metadata":{"name":"kubernetes"},"spec":{"cidrs":["10.96.0.0/16","fd00:96::/64"]}}
    """
  }

  private func object(_ node: Node) -> String {
    let net = node.name.dropFirst("node-".count)
    return """
      {"kind":"Node","metadata":{"name":"\(node.name)"},\
      "spec":{"podCIDR":"10.244.\(net).0/24","podCIDRs":["10.244.\(net).0/24","fd00:244:\(net)::/64"]},\
      "status":{"addresses":[\(addresses(node.address, "address", extra: #""type":"InternalIP","#))]}}
      """
  }

  private func addresses(_ pair: Addresses, _ key: String, extra: String = "") -> String {
    "{\(extra)\"\(key)\":\"\(pair.v4)\"},{\(extra)\"\(key)\":\"\(pair.v6)\"}"
  }

  private func object(_ pod: Pod) -> String {
    """
    {"kind":"Pod","metadata":{"name":"\(pod.name)","labels":{"app":"app\(pod.app)"}},\
    "spec":{"nodeName":"\(nodes[pod.node].name)","hostNetwork":\(pod.hostNetwork),\(containers(pod))},\
    "status":{"phase":"Running","podIP":"\(pod.address.v4)","podIPs":[\(addresses(pod.address, "ip"))]}}
    """
  }

  private func manifest(_ pod: Pod) -> String {
    """
    {"kind":"Pod","metadata":{"name":"\(pod.name)","labels":{"app":"app\(pod.app)"}},\
    "spec":{"hostNetwork":\(pod.hostNetwork),\(containers(pod))}}
    """
  }

  private func containers(_ pod: Pod) -> String {
    let hostPort = pod.hostPort.map { ",\"hostPort\":\($0)" } ?? ""
    return """
      "containers":[{"name":"c","ports":[{"containerPort":8080\(hostPort)},\
      {"containerPort":5353,"protocol":"UDP"},{"containerPort":9000,"protocol":"SCTP"}]}]
      """
  }

  private func object(_ service: Service) -> String {
    """
    {"kind":"Service","metadata":{"name":"\(service.name)"},"spec":{"type":"LoadBalancer",\
    "clusterIP":"\(service.clusterIP.v4)","clusterIPs":["\(service.clusterIP.v4)","\(service.clusterIP.v6)"],\
    "externalIPs":["\(service.externalIP.v4)","\(service.externalIP.v6)"],\
    "externalTrafficPolicy":"\(service.isLocal ? "Local" : "Cluster")",\
    "ports":[{\(ports(service)),"nodePort":\(service.nodePort)}],"selector":{"app":"app\(service.app)"}},\
    "status":{"loadBalancer":{"ingress":[\(addresses(service.balancerIP, "ip"))]}}}
    """
  }

  private func manifest(_ service: Service) -> String {
    """
    {"kind":"Service","metadata":{"name":"\(service.name)"},"spec":{"type":"LoadBalancer",\
    "ports":[{\(ports(service))}],"selector":{"app":"app\(service.app)"}}}
    """
  }

  private func ports(_ service: Service) -> String {
    "\"name\":\"p\",\"protocol\":\"\(service.transport.word)\",\"port\":\(service.port),\"targetPort\":\(service.targetPort)"
  }

  /// EndpointSlices: one for each Service and family.
  private var slices: [String] {
    services.flatMap { service in
      Family.allCases.map { family in
        let endpoints = endpoints(of: service).map { pods[$0] }.map { pod in
          """
          {"addresses":["\(pod.address[family])"],"conditions":{"ready":true},"nodeName":"\(nodes[pod.node].name)",\
          "targetRef":{"kind":"Pod","namespace":"default","name":"\(pod.name)"}}
          """
        }
        return """
          {"kind":"EndpointSlice","addressType":"\(family == .v4 ? "IPv4" : "IPv6")",\
          "metadata":{"name":"\(service.name)-\(family)","labels":{"kubernetes.io/service-name":"\(service.name)"}},\
          "ports":[{"name":"p","port":\(service.targetPort),"protocol":"\(service.transport.word)"}],\
          "endpoints":[\(endpoints.joined(separator: ","))]}
          """
      }
    }
  }
}

extension TransportProtocol {
  /// As Kubernetes writes it.
  var word: String {
    switch self {
    case .tcp: "TCP"
    case .udp: "UDP"
    case .sctp: "SCTP"
    case .icmp: "ICMP"
    case .icmpv6: "ICMPv6"
    default: "\(rawValue)"
    }
  }
}
