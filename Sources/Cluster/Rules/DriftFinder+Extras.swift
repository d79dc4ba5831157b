import Wire

/// What rules have beside the Services of the objects.
extension DriftFinder {
  /// Entrances that no Service has, one group for each Service that the rules name.
  mutating func findUnknown() {
    if map.servicePorts.isEmpty { return }
    let namespaces = Set(map.servicePorts.map(\.namespace))
    // Every cluster has this Service: without it, the objects are those of some namespaces only.
    let isWhole = map.servicePorts.contains { $0.namespace == "default" && $0.name == "kubernetes" }
    var groups: [[RuleFront]] = []
    var places: [RuleService: Int] = [:]
    for front in rules.fronts where isUnknown(front) {
      guard let service = front.service else {
        if isWhole { groups.append([front]) }
        continue
      }
      guard isWhole || namespaces.contains(service.namespace) else { continue }
      if let place = places[service] {
        groups[place].append(front)
      } else {
        places[service] = groups.count
        groups.append([front])
      }
    }
    for group in groups { report(.serviceUnknown(group)) }
  }

  private func isUnknown(_ front: RuleFront) -> Bool {
    if case .hostPort = front.entrance { return false }
    return rules.families.contains(front.family) && !expected.contains(front.key)
  }

  /// hostPorts, where the plugin portmap makes them; other plugins do it their own way.
  mutating func compareHostPorts() {
    guard let node else { return }
    var targets: [RuleFront.Key: Set<Socket>] = [:]
    for pod in map.podIDs where map[pod].node == node && map.holds(pod, at: .max) && !map[pod].hostNetwork {
      for ip in map[pod].ips where rules.portmapFamilies.contains(AddressFamily(ip)) {
        for port in map[pod].containerPorts {
          guard let key = key(port, AddressFamily(ip)) else { continue }
          targets[key, default: []].insert(Socket(ip, port.port))
          if fronts[key] == nil, !rules.isCut { report(.hostPortMissing(pod, port, AddressFamily(ip))) }
        }
      }
    }
    for front in rules.fronts {
      guard case .hostPort = front.entrance, rules.portmapFamilies.contains(front.family) else { continue }
      for endpoint in front.endpoints where targets[front.key]?.contains(endpoint.socket) != true {
        report(.hostPortStale(front, endpoint))
      }
    }
  }

  private func key(_ port: ContainerPort, _ family: AddressFamily) -> RuleFront.Key? {
    guard let hostPort = port.hostPort, port.hostIP.map({ AddressFamily($0) == family }) ?? true else { return nil }
    return RuleFront.Key(entrance: .hostPort(hostPort, port.hostIP, family), transport: port.transport)
  }
}
