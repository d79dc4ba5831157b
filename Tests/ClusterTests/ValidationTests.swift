import Cluster
import Testing

/// What objects get wrong among themselves, each beside objects that do not.
@Suite struct ValidationTests {
  private func problems(_ items: String...) throws -> [ClusterProblem.Code] {
    let text = "kind: List\nitems:\n" + items.map { "- {\($0)}\n" }.joined()
    return try ClusterTests.map(text).problems.map(\.code)
  }
  private let pod =
    "kind: Pod, metadata: {name: p, labels: {app: a}}, spec: {nodeName: n, containers: [{ports: [{name: http, containerPort: 80, hostPort: 8000}]}]}"
  private func service(_ name: String, _ spec: String) -> String {
    "kind: Service, metadata: {name: \(name)}, spec: {\(spec)}"
  }

  @Test("The cluster of the other suites has one gap only: a Service without pods")
  func healthy() throws {
    let problems = try ClusterTests.map(cluster).problems
    #expect(problems.map(\.code) == [.selectorMatchesNothing])
    #expect(problems[0].object == "Service kube-system/dns")
    #expect(problems[0].sentence.contains("k8s-app=dns"))
  }

  @Test func selector() throws {
    #expect(try problems(pod, service("s", "selector: {app: a}, ports: [{port: 80}]")) == [])
    #expect(try problems(pod, service("s", "selector: {app: b}, ports: [{port: 80}]")) == [.selectorMatchesNothing])
    #expect(try problems(service("s", "selector: {app: b}, ports: [{port: 80}]")) == [])
  }

  @Test func targetPort() throws {
    #expect(try problems(pod, service("s", "selector: {app: a}, ports: [{port: 1, targetPort: http}]")) == [])
    #expect(
      try problems(pod, service("s", "selector: {app: a}, ports: [{port: 1, targetPort: web}]"))
        == [.namedTargetPortMissing])
    #expect(
      try problems(pod, service("s", "selector: {app: a}, ports: [{port: 1, targetPort: 81}]"))
        == [.targetPortNotDeclared])
  }

  @Test func nodePort() throws {
    let first = service("a", "type: NodePort, ports: [{port: 1, nodePort: 30001}]")
    #expect(try problems(first, service("b", "type: NodePort, ports: [{port: 1, nodePort: 30002}]")) == [])
    #expect(
      try problems(first, service("b", "type: NodePort, ports: [{port: 1, nodePort: 30001, protocol: UDP}]")) == [])
    #expect(
      try problems(first, service("b", "type: NodePort, ports: [{port: 1, nodePort: 30001}]")) == [.duplicateNodePort])
  }

  @Test func hostPort() throws {
    let other = pod.replacing("name: p,", with: "name: q,")
    #expect(try problems(pod, other.replacing("nodeName: n", with: "nodeName: m")) == [])
    #expect(try problems(pod, other) == [.duplicateHostPort])
  }

  @Test func clusterIP() throws {
    let range = "kind: ServiceCIDR, spec: {cidrs: [10.96.0.0/16]}"
    #expect(try problems(range, service("s", "clusterIP: 10.96.1.1, ports: [{port: 1}]")) == [])
    #expect(
      try problems(range, service("s", "clusterIP: 10.97.1.1, ports: [{port: 1}]")) == [.clusterIPOutsideRange])
  }

  @Test func noSelector() throws {
    let slice =
      "kind: EndpointSlice, metadata: {name: x, labels: {kubernetes.io/service-name: s}}, endpoints: [{addresses: [10.0.0.1]}]"
    #expect(try problems(slice, service("s", "ports: [{port: 1}]")) == [])
    #expect(
      try problems(slice, service("s", "ports: [{port: 1}]"), service("t", "ports: [{port: 1}]"))
        == [.noSelectorNoEndpoints])
  }
}
