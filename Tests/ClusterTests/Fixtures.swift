import Cluster
import Testing
import Wire

func load(_ text: String, name: String = "cluster.yaml") throws -> ClusterObjects {
  var objects = ClusterObjects()
  try ClusterLoader.load(Array(text.utf8), name: name, into: &objects)
  return objects
}

func map(_ text: String) throws -> ServiceMap {
  let objects = try load(text)
  #expect(objects.problems.isEmpty)
  return ServiceMap(objects)
}

/// `10.0.0.1:80` or `[fd00::1]:80`.
func at(_ text: String) -> Socket {
  let colon = text.lastIndex(of: ":")!
  let host = text[..<colon].filter { $0 != "[" && $0 != "]" }
  return Socket(IPAddress(host)!, UInt16(text[text.index(after: colon)...])!)
}

func ip(_ text: String) -> IPAddress { IPAddress(text)! }

extension ServiceMap {
  func role(_ text: String, _ transport: TransportProtocol = .tcp) -> Role { role(of: at(text), transport: transport) }

  func permits(_ front: String, _ backend: String, _ transport: TransportProtocol = .tcp) -> Verdict {
    permits(front: at(front), backend: at(backend), transport: transport)
  }

  func resolve(_ client: String, _ front: String?, _ backend: String?, _ transport: TransportProtocol = .tcp)
    -> Resolution
  {
    resolve(client: at(client), front: front.map(at), backend: backend.map(at), transport: transport)
  }

  func names(_ ids: [ServicePortID]) -> [String] { ids.map { self[$0].name } }
  func names(_ ids: [PodID]) -> [String] { ids.map { self[$0].name } }
}

/// Two nodes; `web` on a pod of each, `host` on the host network of n1, a hostPort pod on n2, DNS over UDP.
let cluster = """
  apiVersion: v1
  kind: List
  items:
  - kind: Node
    metadata: {name: n1, annotations: {projectcalico.org/IPv4VXLANTunnelAddr: 10.244.1.77}}
    spec: {podCIDR: 10.244.1.0/24, podCIDRs: [10.244.1.0/24, "fd00:244:1::/64"]}
    status: {addresses: [{type: InternalIP, address: 192.168.1.1}, {type: ExternalIP, address: 203.0.113.1}, {type: InternalIP, address: "fd00:10::1"}, {type: Hostname, address: n1}]}
  - kind: Node
    metadata: {name: n2}
    spec: {podCIDR: 10.244.2.0/24}
    status: {addresses: [{type: InternalIP, address: 192.168.1.2}]}
  - kind: ServiceCIDR
    metadata: {name: kubernetes}
    spec: {cidrs: [10.96.0.0/16]}
  - kind: Pod
    metadata: {name: web-1, namespace: shop, labels: {app: web}}
    spec: {nodeName: n1, containers: [{name: c, ports: [{containerPort: 8080, name: http}, {containerPort: 9102}]}]}
    status: {phase: Running, podIP: 10.244.1.10, podIPs: [{ip: 10.244.1.10}], conditions: [{type: Ready, status: "True"}]}
  - kind: Pod
    metadata: {name: web-2, namespace: shop, labels: {app: web}}
    spec: {nodeName: n2, containers: [{name: c, ports: [{containerPort: 8081, name: http}]}]}
    status: {phase: Running, podIP: 10.244.2.10, podIPs: [{ip: 10.244.2.10}]}
  - kind: Pod
    metadata: {name: done, namespace: shop, labels: {app: web}}
    spec: {nodeName: n1, containers: [{name: c}]}
    status: {phase: Succeeded, podIP: 10.244.1.10}
  - kind: Pod
    metadata: {name: host, namespace: kube-system}
    spec: {nodeName: n1, hostNetwork: true, containers: [{name: c, ports: [{containerPort: 6443}, {containerPort: 9100}]}]}
    status: {phase: Running, podIP: 192.168.1.1, podIPs: [{ip: 192.168.1.1}]}
  - kind: Pod
    metadata: {name: influx, namespace: default}
    spec: {nodeName: n2, containers: [{name: c, ports: [{containerPort: 8086, hostPort: 18086}]}]}
    status: {phase: Running, podIP: 10.244.2.20}
  - kind: Service
    metadata: {name: web, namespace: shop}
    spec:
      type: LoadBalancer
      clusterIP: 10.96.0.10
      clusterIPs: [10.96.0.10]
      externalIPs: [198.51.100.7]
      ports: [{name: http, port: 80, targetPort: http, nodePort: 30080}]
      selector: {app: web}
    status: {loadBalancer: {ingress: [{ip: 192.0.2.50}]}}
  - kind: Service
    metadata: {name: api, namespace: default}
    spec: {clusterIP: 10.96.0.1, clusterIPs: [10.96.0.1], ports: [{port: 443, targetPort: 6443}]}
  - kind: Service
    metadata: {name: dns, namespace: kube-system}
    spec: {clusterIP: 10.96.0.53, clusterIPs: [10.96.0.53], ports: [{name: dns, port: 53, protocol: UDP, targetPort: 53}], selector: {k8s-app: dns}}
  - kind: Service
    metadata: {name: quiet, namespace: shop}
    spec: {clusterIP: None, clusterIPs: [None], ports: [{name: http, port: 80, targetPort: http}], selector: {app: web}}
  - kind: EndpointSlice
    metadata: {name: web-a, namespace: shop, labels: {kubernetes.io/service-name: web}}
    addressType: IPv4
    ports: [{name: http, port: 8080, protocol: TCP}]
    endpoints: [{addresses: [10.244.1.10], nodeName: n1, conditions: {}, targetRef: {kind: Pod, namespace: shop, name: web-1}}]
  - kind: EndpointSlice
    metadata: {name: web-b, namespace: shop, labels: {kubernetes.io/service-name: web}}
    addressType: IPv4
    ports: [{name: http, port: 8081}]
    endpoints: [{addresses: [10.244.2.10], nodeName: n2, conditions: {ready: false, serving: true, terminating: true}, targetRef: {kind: Pod, namespace: shop, name: web-2}}]
  - kind: EndpointSlice
    metadata: {name: quiet-a, namespace: shop, labels: {kubernetes.io/service-name: quiet}}
    addressType: IPv4
    ports: [{name: http, port: 8080}]
    endpoints: [{addresses: [10.244.1.10]}]
  - kind: EndpointSlice
    metadata: {name: api, namespace: default, labels: {kubernetes.io/service-name: api}}
    addressType: IPv4
    ports: [{name: "", port: 6443}]
    endpoints: [{addresses: [192.168.1.1]}]

  """
