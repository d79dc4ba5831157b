import Wire

/// Which objects several dumps share, and whether they agree.
///
/// Two dumps contradict each other when they describe one object differently, or give one address to two pods or two
/// Services: then they were made at different times.
struct DumpCensus {
  private struct Entry {
    /// Dumps that have it, in the order of their times.
    var dumps: [Int]
    /// Where the last of them has it.
    var place: Int
    var agrees = true
  }

  /// What only one thing at a time can have.
  private enum Key: Hashable {
    case object(ObjectKind, ObjectName)
    case podAddress(IPAddress)
    case clusterIP(IPAddress)
  }

  /// When each was made: as stated, else no earlier than the newest of its objects says.
  let times: [Int64?]
  private let dumps: [ClusterDump]
  /// Two dumps that contradict each other while their times do not order them, and an object they do so about.
  private(set) var undated: [(earlier: Int, later: Int, object: String)] = []
  private var entries: [Key: Entry] = [:]
  private var toldPairs: Set<[Int]> = []

  init(_ dumps: [ClusterDump]) {
    let times = Self.times(dumps)
    self.dumps = dumps
    self.times = times
    // In the order of time, dumps of one time are neighbours.
    for dump in dumps.indices.sorted(by: { (times[$0] ?? .min, $0) < (times[$1] ?? .min, $1) }) { enter(dump) }
  }

  /// A deletion leaves no time, but it moves the revision on that the API server gives to every change
  /// (`resourceVersion`): a dump with a later revision is no older than one with an earlier.
  private static func times(_ dumps: [ClusterDump]) -> [Int64?] {
    var times = dumps.map(\.statedTime)
    var latest: Int64?
    func revision(_ dump: Int) -> UInt64 { dumps[dump].objects.newestRevision ?? 0 }
    for dump in dumps.indices.sorted(by: { revision($0) < revision($1) }) where times[dump] == nil {
      let newest = dumps[dump].objects.newest
      times[dump] = revision(dump) > 0 ? newest.later(newest == nil ? nil : latest) : newest
      if revision(dump) > 0 { latest = latest.later(newest) }
    }
    return times
  }

  /// Dumps that show the cluster at a moment; the others are parts of every moment.
  var moments: Set<Int> {
    var found: Set<Int> = []
    for entry in entries.values where entry.dumps.count > 1 {
      let stated = entry.dumps.filter { dumps[$0].statedTime != nil }
      if Set(stated.map { dumps[$0].statedTime }).count > 1 { found.formUnion(stated) }
      if !entry.agrees { found.formUnion(entry.dumps) }
    }
    let said = dumps.indices.filter { dumps[$0].saidTime != nil }
    if Set(said.map { dumps[$0].saidTime }).count > 1 { found.formUnion(said) }
    return found.filter { times[$0] != nil }
  }

  private mutating func enter(_ dump: Int) {
    let objects = dumps[dump].objects
    for (place, node) in objects.nodes.enumerated() {
      enter(.object(.node, ObjectName(namespace: "", name: node.name)), dump, place) { $0.nodes[$1] == node }
    }
    for (place, pod) in objects.pods.enumerated() where !pod.info.name.isEmpty {
      enter(.object(.pod, pod.info.objectName), dump, place) { $0.pods[$1] == pod }
      guard !pod.info.isFinished, !pod.info.hostNetwork else { continue }
      for ip in pod.info.ips {
        enter(.podAddress(ip), dump, place) { $0.pods[$1].info.objectName == pod.info.objectName }
      }
    }
    for (place, service) in objects.services.enumerated() {
      enter(.object(.service, service.objectName), dump, place) { $0.services[$1] == service }
      for ip in service.ports.first?.clusterIPs ?? [] {
        enter(.clusterIP(ip), dump, place) { $0.services[$1].objectName == service.objectName }
      }
    }
    for (place, slice) in objects.slices.enumerated() where !slice.name.isEmpty {
      let name = ObjectName(namespace: slice.namespace, name: slice.name)
      enter(.object(.slice, name), dump, place) { $0.slices[$1] == slice }
    }
    for (place, object) in objects.endpoints.enumerated() {
      let name = ObjectName(namespace: object.namespace, name: object.name)
      enter(.object(.endpoints, name), dump, place) { $0.endpoints[$1] == object }
    }
    enterPolicies(of: objects, dump)
  }

  private mutating func enterPolicies(of objects: ClusterObjects, _ dump: Int) {
    for (place, policy) in objects.policies.enumerated() {
      enter(.object(.policy, policy.objectName), dump, place) { $0.policies[$1] == policy }
    }
    for (place, namespace) in objects.namespaces.enumerated() {
      let name = ObjectName(namespace: "", name: namespace.name)
      enter(.object(.namespace, name), dump, place) { $0.namespaces[$1] == namespace }
    }
  }

  /// - Parameter equals: whether another dump's object, at a place in its list, is the same.
  private mutating func enter(_ key: Key, _ dump: Int, _ place: Int, equals: (ClusterObjects, Int) -> Bool) {
    guard var entry = entries[key] else {
      entries[key] = Entry(dumps: [dump], place: place)
      return
    }
    // Twice in one file: the later counts, as within every version.
    if let last = entry.dumps.last, last != dump {
      if !equals(dumps[last].objects, entry.place) {
        entry.agrees = false
        if times[last] == nil || times[last] == times[dump] { tell(key, last, dump) }
      }
      entry.dumps.append(dump)
    }
    entry.place = place
    entries[key] = entry
  }

  private mutating func tell(_ key: Key, _ one: Int, _ other: Int) {
    let pair = [min(one, other), max(one, other)]
    guard undated.count < Limits.problems, toldPairs.insert(pair).inserted else { return }
    undated.append((pair[0], pair[1], Self.title(key)))
  }

  private static func title(_ key: Key) -> String {
    switch key {
    case .object(let kind, let name) where !kind.isNamespaced: "\(kind.word) \(name.name)"
    case .object(let kind, let name): "\(kind.word) \(name.namespace)/\(name.name)"
    case .podAddress(let ip): "the pod address \(ip)"
    case .clusterIP(let ip): "the ClusterIP \(ip)"
    }
  }
}

extension ServiceObject {
  var objectName: ObjectName { ObjectName(namespace: namespace, name: name) }
}
