import Wire

/// What a dump's successor tells of the time between the two.
///
/// A dump before the capture and one after it: what began in between, only the second knows, with the time. So until the
/// second dump counts, its
///
/// - **pods** may have their addresses and host ports from their own start on; a pod that the second dump has no more,
///   or shows as finished, loses its own at the start of a pod in its place, or at its own end;
/// - **endpoints** may be endpoints; and since others may have come and gone, the Service's endpoints are not all known;
/// - **Services and Nodes** exist, unless the first dump gives their entrances or addresses to others.
///
/// What does not say when it began counts from its dump on.
extension ClusterObjects {
  func foreseeing(_ next: ClusterObjects) -> ClusterObjects {
    var result = self
    result.foresee(pods: next.pods)
    result.foresee(slices: next.slices)
    result.foresee(services: next.services)
    result.foresee(nodes: next.nodes)
    return result
  }

  private mutating func foresee(pods next: [PodObject]) {
    var own: [ObjectName: Int] = [:]
    for (index, pod) in pods.enumerated() where !pod.info.name.isEmpty { own[pod.info.objectName] = index }
    var staying: Set<Int> = []
    var arrivals = Arrivals()
    for pod in next.latestNamed {
      let index = own[pod.info.objectName]
      if let index, pods[index].isSame(as: pod) {
        staying.insert(index)
        pods[index].learn(from: pod)
        if !pods[index].info.ips.isEmpty { continue }
      }
      arrivals.add(pod)
    }
    for index in own.values where !staying.contains(index) && !pods[index].info.isFinished {
      pods[index].end(at: arrivals.firstRival(of: pods[index]))
    }
    pods += arrivals.pods
  }

  private mutating func foresee(slices next: [SliceObject]) {
    var own: [ObjectName: SliceObject] = [:]
    for slice in slices where !slice.name.isEmpty { own[slice.objectName] = slice }
    for slice in next where slice.name.isEmpty || own[slice.objectName] != slice {
      var extra = slice
      if let known = own[slice.objectName], known.ports == slice.ports {
        let addresses = Set(known.endpoints.flatMap(\.addresses))
        extra.endpoints.removeAll { addresses.isSuperset(of: $0.addresses) }
      }
      if extra.endpoints.isEmpty { continue }
      extra.name = ""
      extra.isForeseen = true
      slices.append(extra)
    }
  }

  private mutating func foresee(services next: [ServiceObject]) {
    let names = Set(services.map(\.objectName))
    var taken = Set(services.flatMap(\.claims))
    for service in next where !names.contains(service.objectName) && taken.isDisjoint(with: service.claims) {
      var extra = service
      extra.isForeseen = true
      taken.formUnion(service.claims)
      services.append(extra)
    }
  }

  private mutating func foresee(nodes next: [NodeObject]) {
    guard !nodes.isEmpty else { return }
    let names = Set(nodes.map(\.name))
    let addresses = Set(nodes.flatMap { $0.addresses + $0.tunnelAddresses })
    let prefixes = Set(nodes.flatMap(\.podCIDRs))
    nodes += next.filter {
      !names.contains($0.name) && addresses.isDisjoint(with: $0.addresses + $0.tunnelAddresses)
        && prefixes.isDisjoint(with: $0.podCIDRs)
    }
  }
}

extension [PodObject] {
  /// Of two readings of one pod the later; those without a name are left out.
  fileprivate var latestNamed: [PodObject] {
    var latest: [ObjectName: Int] = [:]
    for (index, pod) in enumerated() where !pod.info.name.isEmpty { latest[pod.info.objectName] = index }
    return latest.values.sorted().map { self[$0] }
  }
}

/// Pods that began between two dumps.
private struct Arrivals {
  private(set) var pods: [PodObject] = []
  private var beginnings: [Place: [Int64]] = [:]

  /// What only one of two pods has at a time.
  private enum Place: Hashable {
    case name(ObjectName)
    case address(IPAddress)
    case hostPort(node: String, UInt16, TransportProtocol)
  }

  mutating func add(_ pod: PodObject) {
    guard let from = pod.info.from, pod.info.hostNetwork || !pod.info.ips.isEmpty else { return }
    for place in Self.places(of: pod) { beginnings[place, default: []].append(from) }
    var pod = pod
    pod.isForeseen = true
    pods.append(pod)
  }

  /// When another pod first had a place of one that the next dump has no more.
  func firstRival(of pod: PodObject) -> Int64? {
    let times = Self.places(of: pod).flatMap { beginnings[$0] ?? [] }
    return times.filter { $0 > pod.info.from ?? .min }.min()
  }

  private static func places(of pod: PodObject) -> [Place] {
    var places = [Place.name(pod.info.objectName)]
    if !pod.info.hostNetwork { places += pod.info.ips.map(Place.address) }
    guard let node = pod.nodeName else { return places }
    for port in pod.info.hostPorts where port.hostIP == nil {
      places.append(.hostPort(node: node, port.hostPort ?? 0, port.transport))
    }
    return places
  }
}

extension PodObject {
  /// Not only one of the same name.
  fileprivate func isSame(as other: PodObject) -> Bool {
    if let uid, let theirs = other.uid { return uid == theirs }
    if let created, let theirs = other.created { return created == theirs }
    return true
  }

  /// What a later reading says of this pod's end.
  fileprivate mutating func learn(from later: PodObject) {
    info.deletionTime = info.deletionTime ?? later.info.deletionTime
    if !info.isFinished { end(at: later.info.until) }
  }

  fileprivate mutating func end(at time: Int64?) {
    guard let time else { return }
    info.until = min(info.until ?? .max, time)
  }
}

extension SliceObject {
  fileprivate var objectName: ObjectName { ObjectName(namespace: namespace, name: name) }
}
