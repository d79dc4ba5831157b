import Cluster
import Testing
import Wire

/// The forms in which objects arrive.
@Suite struct LoadingTests {
  static let service =
    #"{"kind":"Service","metadata":{"name":"a"},"spec":{"clusterIP":"10.96.0.1","ports":[{"port":80,"targetPort":"http"}]}}"#
  static let bare = #"{"metadata":{"name":"a"},"spec":{"clusterIP":"10.96.0.1","ports":[{"port":80}]}}"#

  @Test(
    "One object, a List, a typed list, an API server's list, an array, several documents",
    arguments: [
      service, #"{"kind":"List","items":[\#(service)]}"#, #"{"kind":"ServiceList","items":[\#(bare)]}"#,
      #"{"items":[\#(bare)],"kind":"ServiceList","apiVersion":"v1"}"#, "[\(service)]",
      "{\"kind\":\"List\",\"items\":[]}\n\(service)\n", "\u{feff}\(service)",
      "---\n# nothing\n---\nkind: Service\nmetadata: {name: a}\nspec: {clusterIP: 10.96.0.1, ports: [{port: 80}]}\n...\n",
      "\u{feff}kind: ServiceList\nitems:\n- metadata: {name: a}\n  spec: {clusterIP: 10.96.0.1, ports: [{port: 80}]}\n",
      "kind: Service\nmetadata:\n  name: a\nspec: &s\n  clusterIP: 10.96.0.1\n  ports:\n  - &p {port: 80}\n",
      "kind: Service\nmetadata: {name: a}\nx: &p {port: 80}\nspec: {clusterIP: 10.96.0.1, ports: [{<<: *p}]}\n",
    ])
  func forms(text: String) throws {
    let map = try ClusterTests.map(text)
    #expect(map.servicePorts.count == 1)
    #expect(map.isFront(at("10.96.0.1:80"), transport: .tcp))
  }

  @Test("YAML and JSON of the same objects are the same map")
  func yamlEqualsJSON() throws {
    let yaml = """
      apiVersion: v1
      kind: List
      items:
      - kind: Service
        metadata: {name: web, namespace: shop}
        spec:
          type: NodePort
          clusterIP: 10.96.0.1
          selector: {app: web, track: "1"}
          sessionAffinity: ClientIP
          externalTrafficPolicy: Local
          ports: [{name: http, port: 80, targetPort: http, nodePort: 30080}, {name: dns, protocol: UDP, port: 53, targetPort: 5353}]
      - kind: Pod
        metadata: {name: p, namespace: shop, labels: {app: web, track: "1"}}
        spec: {containers: [{ports: [{name: http, containerPort: 8080}]}]}
        status: {podIP: 10.1.0.1}
      """
    let json = """
      {"apiVersion":"v1","kind":"List","items":[
      {"kind":"Service","metadata":{"name":"web","namespace":"shop"},"spec":{"type":"NodePort","clusterIP":"10.96.0.1",
      "selector":{"app":"web","track":"1"},"sessionAffinity":"ClientIP","externalTrafficPolicy":"Local",
      "ports":[{"name":"http","port":80,"targetPort":"http","nodePort":30080},{"name":"dns","protocol":"UDP","port":53,"targetPort":5353}]}},
      {"kind":"Pod","metadata":{"name":"p","namespace":"shop","labels":{"app":"web","track":"1"}},
      "spec":{"containers":[{"ports":[{"name":"http","containerPort":8080}]}]},"status":{"podIP":"10.1.0.1"}}]}
      """
    let (one, other) = (try ClusterTests.map(yaml), try ClusterTests.map(json))
    #expect(String(describing: one.servicePorts) == String(describing: other.servicePorts))
    #expect(one.pods.map(\.ips) == other.pods.map(\.ips))
    #expect(one.servicePorts[0].sessionAffinitySeconds == 10_800)
    #expect(one.servicePorts[0].externalTrafficPolicyLocal)
    #expect(one.role("10.1.0.1:8080").portKind == .targetPort)
  }

  @Test("Of two readings of one object the later counts, and it is there once")
  func twice() throws {
    var objects = try load(Self.service)
    try ClusterLoader.load(
      Array(Self.service.replacing("10.96.0.1", with: "10.96.0.2").utf8), name: "b.json", into: &objects)
    let map = ServiceMap(objects)
    #expect(map.servicePorts.count == 1)
    #expect(map.isFront(at("10.96.0.2:80"), transport: .tcp))
    #expect(!map.isFront(at("10.96.0.1:80"), transport: .tcp))
  }

  @Test("Ranges come from kubeadm's and kube-proxy's ConfigMaps and from the API server's flags")
  func ranges() throws {
    let text = """
      kind: List
      items:
      - kind: ConfigMap
        metadata: {name: kubeadm-config, namespace: kube-system}
        data: {ClusterConfiguration: "networking:\\n  serviceSubnet: 10.96.0.0/12,fd00::/112\\n  podSubnet: 10.244.0.0/16\\n"}
      - kind: ConfigMap
        metadata: {name: kube-proxy, namespace: kube-system}
        data: {config.conf: "clusterCIDR: 10.200.0.0/16\\n"}
      - kind: Pod
        metadata: {name: kube-apiserver-n1, namespace: kube-system}
        spec: {containers: [{command: [kube-apiserver, --service-cluster-ip-range=10.32.0.0/24]}]}
      """
    let map = try ClusterTests.map(text)
    #expect(map.role("10.100.0.1:80").addressKind == .clusterIP)
    #expect(map.role("[fd00::5]:80").addressKind == .clusterIP)
    #expect(map.role("10.32.0.7:80").addressKind == .clusterIP)
    #expect(map.role("10.244.9.9:80").addressKind == .podIP)
    #expect(map.role("10.200.9.9:80").addressKind == .podIP)
    #expect(map.node(hostingPodCIDROf: ip("10.244.9.9")) == nil)
  }

  @Test("Secrets and other ConfigMaps leave no trace")
  func secrets() throws {
    let token = "planted-token-7f3a"
    let objects = try load(
      """
      kind: List
      items:
      - {kind: Secret, metadata: {name: s, annotations: {last: \(token)}}, data: {password: \(token)}}
      - {kind: ConfigMap, metadata: {name: c}, data: {key: \(token)}}
      - {kind: ConfigMap, metadata: {name: kubeadm-config}, data: {ClusterConfiguration: "token: \(token)"}}
      - {kind: Service, metadata: {name: a, annotations: {last: \(token)}}, spec: {ports: [{port: 99999}]}}
      """)
    #expect(objects.ignored == 2)
    #expect(!String(reflecting: objects).contains(token))
    #expect(!String(reflecting: ServiceMap(objects)).contains(token))
  }
}
