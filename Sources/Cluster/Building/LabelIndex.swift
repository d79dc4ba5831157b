/// Pods by label, so that many Services against many pods stay cheap.
struct LabelIndex {
  private struct Label: Hashable {
    var namespace: String
    var key: String
    var value: String
  }

  private var pods: [Label: [PodID]] = [:]

  mutating func insert(_ pod: PodInfo, _ id: PodID) {
    for (key, value) in pod.labels {
      pods[Label(namespace: pod.namespace, key: key, value: value), default: []].append(id)
    }
  }

  /// Pods of a namespace with all of some labels, in the order of the map.
  func pods(_ namespace: String, _ selector: [String: String], in map: ServiceMap) -> [PodID] {
    var rarest: [PodID]?
    for (key, value) in selector {
      let found = pods[Label(namespace: namespace, key: key, value: value)] ?? []
      if found.count < rarest?.count ?? .max { rarest = found }
    }
    if selector.count == 1 { return rarest ?? [] }
    return (rarest ?? []).filter { selector.isSelected(in: map[$0].labels) }
  }
}
