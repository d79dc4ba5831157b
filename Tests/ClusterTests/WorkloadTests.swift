import Testing

@testable import Cluster

/// What made a pod, by owner references; and in which zone a node is.
@Suite struct WorkloadTests {
  private func pod(_ owner: String, labels: String = "{}", name: String = "p", namespace: String = "shop") -> String {
    """
    kind: Pod
    metadata:
      name: \(name)
      namespace: \(namespace)
      labels: \(labels)
      ownerReferences: [\(owner)]
    status: {podIP: 10.1.0.1}
    ---

    """
  }

  private func owned(_ kind: String, _ name: String, by owner: String = "", namespace: String = "shop") -> String {
    """
    kind: \(kind)
    metadata: {name: \(name), namespace: \(namespace), ownerReferences: [\(owner)]}
    spec: {}
    ---

    """
  }

  private func controller(_ kind: String, _ name: String) -> String {
    "{kind: \(kind), name: \(name), controller: true}"
  }

  private func workload(_ text: String) throws -> String? {
    let map = try map(text)
    let pod = try #require(map.pods.first { $0.replicas == nil })
    return pod.workload.map { "\($0.kind)/\($0.name)" }
  }

  @Test("A ReplicaSet or Job among the objects leads to what owns it")
  func chain() throws {
    let replicaSet = owned("ReplicaSet", "web-1a2b", by: controller("Deployment", "web"))
    #expect(try workload(pod(controller("ReplicaSet", "web-1a2b")) + replicaSet) == "Deployment/web")
    #expect(try workload(replicaSet + pod(controller("ReplicaSet", "web-1a2b"))) == "Deployment/web")
    let job = owned("Job", "report-1", by: controller("CronJob", "report"))
    #expect(try workload(pod(controller("Job", "report-1")) + job) == "CronJob/report")
  }

  @Test("An owner of the same name in another namespace is another")
  func namespaces() throws {
    let other = owned("Job", "report-1", by: controller("CronJob", "report"), namespace: "other")
    #expect(try workload(pod(controller("Job", "report-1")) + other) == "Job/report-1")
  }

  @Test("Without the ReplicaSet, only the label pod-template-hash proves the Deployment")
  func hash() throws {
    let owner = controller("ReplicaSet", "web-1a2b")
    #expect(try workload(pod(owner, labels: "{pod-template-hash: 1a2b}")) == "Deployment/web")
    #expect(try workload(pod(owner)) == "ReplicaSet/web-1a2b")
    #expect(try workload(pod(owner, labels: "{pod-template-hash: 2b}")) == "ReplicaSet/web-1a2b")
    #expect(
      try workload(pod(controller("ReplicaSet", "-1a2b"), labels: "{pod-template-hash: 1a2b}")) == "ReplicaSet/-1a2b")
  }

  @Test("A ReplicaSet that is there and has no owner stands for itself, whatever the label says")
  func standalone() throws {
    let text =
      pod(controller("ReplicaSet", "web-1a2b"), labels: "{pod-template-hash: 1a2b}") + owned("ReplicaSet", "web-1a2b")
    #expect(try workload(text) == "ReplicaSet/web-1a2b")
  }

  @Test("StatefulSets, DaemonSets and kinds of other people stand for themselves")
  func direct() throws {
    for kind in ["StatefulSet", "DaemonSet", "CloneSet"] {
      #expect(try workload(pod(controller(kind, "db"))) == "\(kind)/db")
    }
  }

  @Test("A static pod loses its node's name, and no more than that")
  func staticPods() throws {
    #expect(try workload(pod(controller("Node", "CP-1"), name: "etcd-cp-1")) == "static Pod/etcd")
    #expect(try workload(pod(controller("Node", "cp-1"), name: "etcd")) == "static Pod/etcd")
    #expect(try workload(pod(controller("Node", "etcd"), name: "-etcd")) == "static Pod/-etcd")
  }

  @Test("Owners that control nothing, and none at all")
  func none() throws {
    #expect(try workload(pod("{kind: Node, name: n}")) == nil)
    #expect(try workload(pod("")) == nil)
  }

  @Test("Owners in a circle come to an end")
  func circle() throws {
    let text =
      pod(controller("Job", "a")) + owned("Job", "a", by: controller("Job", "b"))
      + owned("Job", "b", by: controller("Job", "a"))
    #expect(try workload(text)?.hasPrefix("Job/") == true)
  }

  @Test("A workload without pod objects is itself", arguments: ["Deployment", "StatefulSet", "CronJob"])
  func templates(kind: String) throws {
    let map = try map("kind: \(kind)\nmetadata: {name: web}\nspec: {template: {spec: {containers: []}}}")
    #expect(map.pods.map(\.workload) == [Workload(kind: kind, name: "web")])
  }

  @Test("ReplicaSets and their pods may come in two files of one picture, and of two namespaces")
  func parts() throws {
    let pods = try load(pod(controller("ReplicaSet", "web-1a2b")))
    let sets = try load(owned("ReplicaSet", "web-1a2b", by: controller("Deployment", "web")))
    let timeline = MapTimeline([ClusterDump(name: "a", objects: pods), ClusterDump(name: "b", objects: sets)])
    #expect(timeline[0].pods.map(\.workload) == [Workload(kind: "Deployment", name: "web")])
  }

  @Test("A node's zone, by the label of today or of before 1.17")
  func zones() throws {
    func zone(_ labels: String) throws -> String? {
      let map = try map("kind: Node\nmetadata: {name: n, labels: {\(labels)}}\nstatus: {}")
      return map.zone(of: map.node(named: "n"))
    }
    #expect(try zone("topology.kubernetes.io/zone: a, failure-domain.beta.kubernetes.io/zone: b") == "a")
    #expect(try zone("failure-domain.beta.kubernetes.io/zone: b") == "b")
    #expect(try zone("topology.kubernetes.io/region: r") == nil)
    #expect(try map("kind: Service\nmetadata: {name: s}\nspec: {ports: []}").zone(of: nil) == nil)
  }
}
