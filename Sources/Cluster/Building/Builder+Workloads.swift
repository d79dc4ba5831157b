/// What every pod belongs to: its owner, or that one's owner.
extension Builder {
  private struct OwnerKey: Hashable {
    var kind: String
    var object: ObjectName
  }

  /// Owners do not own each other in circles, but objects may say so.
  private static let mostSteps = 8

  mutating func nameWorkloads() {
    var known: [OwnerKey: OwnedObject] = [:]
    for object in objects.owned {
      known[OwnerKey(kind: object.kind, object: ObjectName(namespace: object.namespace, name: object.name))] = object
    }
    for index in map.podList.indices {
      let pod = map.podList[index]
      guard pod.replicas == nil, let owner = pod.owner else { continue }
      map.podList[index].workload = top(owner, of: pod, known)
    }
  }

  private func top(_ owner: OwnerReference, of pod: PodInfo, _ known: [OwnerKey: OwnedObject]) -> Workload {
    if owner.kind == "Node" { return Workload(kind: "static Pod", name: Self.staticName(pod, node: owner.name)) }
    var owner = owner
    for _ in 0..<Self.mostSteps {
      let key = OwnerKey(kind: owner.kind, object: ObjectName(namespace: pod.namespace, name: owner.name))
      guard let object = known[key] else { break }
      guard let next = object.owner else { return Workload(kind: owner.kind, name: owner.name) }
      owner = next
    }
    if owner.kind == "ReplicaSet", let name = Self.deployment(ofReplicaSet: owner.name, pod) {
      return Workload(kind: "Deployment", name: name)
    }
    return Workload(kind: owner.kind, name: owner.name)
  }

  /// A Deployment names its ReplicaSets by itself and the hash that it also writes on their pods.
  private static func deployment(ofReplicaSet name: String, _ pod: PodInfo) -> String? {
    guard let hash = pod.labels["pod-template-hash"], !hash.isEmpty, name.hasSuffix("-\(hash)") else { return nil }
    let deployment = name.dropLast(hash.count + 1)
    return deployment.isEmpty ? nil : String(deployment)
  }

  /// The kubelet puts its node's name behind the name in the file (`kube-apiserver-cp-1`).
  private static func staticName(_ pod: PodInfo, node: String) -> String {
    let suffix = "-\(node.lowercased())"
    guard pod.name.hasSuffix(suffix), pod.name.count > suffix.count else { return pod.name }
    return String(pod.name.dropLast(suffix.count))
  }
}
