/// What made a pod, at the top of its owners: a Deployment rather than its ReplicaSet.
public struct Workload: Sendable, Hashable {
  /// `Deployment`, `StatefulSet`, `DaemonSet`, `CronJob` …, as the objects say; `static Pod`; `Pod` for one on its own.
  public var kind: String
  public var name: String

  public init(kind: String, name: String) {
    self.kind = kind
    self.name = name
  }
}

/// An entry of `metadata.ownerReferences` with `controller: true`.
struct OwnerReference: Sendable, Hashable {
  var kind: String
  var name: String
}

/// A ReplicaSet, Job or other workload that may itself be owned.
struct OwnedObject: Sendable, Hashable {
  var kind: String
  var namespace: String
  var name: String
  /// nil when nothing controls it.
  var owner: OwnerReference?
}
