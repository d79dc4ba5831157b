import Wire

/// Pods: those of the dump, then what workloads' templates stand for, then those that held an address only for a while.
extension Builder {
  mutating func addPods() {
    let pods = latestPods()
    for object in pods where !object.info.isFinished && !object.isForeseen {
      var info = object.info
      info.node = object.nodeName.map { node(named: $0, hostIPs: info.hostIPs) }
      if info.hostNetwork, info.ips.isEmpty { info.ips = info.node.map { map[$0].addresses } ?? info.hostIPs }
      podByName[info.objectName] = append(info)
    }
    addTemplates()
    currentPods = map.podList.count
    for object in pods where object.heldAddressForAWhile { addPassing(object) }
    map.podSpans = map.podIDs.map { PodSpan(map[$0], isCurrent: $0.index < currentPods) }
  }

  /// Of two readings of one pod the later, at the place of the first. Pods without a name are no copies of each other.
  private func latestPods() -> [PodObject] {
    var latest: [PodObject] = []
    var known: [ObjectName: Int] = [:]
    for object in objects.pods {
      if object.isForeseen || object.info.name.isEmpty {
        latest.append(object)
      } else if let place = known[object.info.objectName] {
        latest[place] = object
      } else {
        known[object.info.objectName] = latest.count
        latest.append(object)
      }
    }
    return latest
  }

  @discardableResult
  private mutating func append(_ info: PodInfo) -> PodID {
    map.podList.append(info)
    return PodID(index: UInt32(map.podList.count - 1))
  }

  /// A finished pod is nobody's endpoint; one that the next dump knows may be.
  private mutating func addPassing(_ object: PodObject) {
    var info = object.info
    info.node = object.nodeName.flatMap { nodeByName[$0] }
    if info.hostNetwork, info.ips.isEmpty { info.ips = info.node.map { map[$0].addresses } ?? info.hostIPs }
    let id = append(info)
    if object.isForeseen { foreseenByName[info.objectName, default: []].append(id) }
  }

  /// Workloads whose pods are not among the objects.
  private mutating func addTemplates() {
    for id in map.podIDs { labels.insert(map[id], id) }
    let first = map.podList.count
    for template in objects.templates where !hasPods(like: template.info) {
      if let known = podByName[template.info.objectName] {
        map.podList[Int(known.index)] = template.info
      } else {
        podByName[template.info.objectName] = append(template.info)
      }
    }
    for id in map.podIDs[first...] { labels.insert(map[id], id) }
  }

  private func hasPods(like template: PodInfo) -> Bool {
    !template.labels.isEmpty && !labels.pods(template.namespace, template.labels, in: map).isEmpty
  }

  /// The pod that a slice names; of several of that name the one with the endpoint's address.
  func pod(named name: ObjectName, at ip: IPAddress) -> PodID? {
    let own = podByName[name]
    if let own, map[own].ips.contains(ip) { return own }
    return foreseenByName[name]?.first { map[$0].ips.contains(ip) } ?? own
  }

  /// Addresses of pods, and of those that share one the list.
  mutating func addPodAddresses() {
    for id in map.podIDs {
      let pod = map[id]
      for ip in pod.ips where !pod.hostNetwork { map.podAddresses.append(id, ip, 0) }
      for ip in pod.ips {
        for port in pod.containerPorts {
          map.declaredPorts.insert(ip, Tag.socket(port.port, port.transport), id.index)
        }
      }
    }
    for id in map.podIDs where !map[id].hostNetwork {
      for ip in map[id].ips {
        map.podOwners.insert(ip, 0, map.podAddresses[ip, 0].count == 1 ? id.index : ServiceMap.severalPods)
      }
    }
  }
}

extension PodInfo {
  var objectName: ObjectName { ObjectName(namespace: namespace, name: name) }
}

extension PodObject {
  /// It is none of the dump's running pods, but the packets of a known interval are its.
  fileprivate var heldAddressForAWhile: Bool {
    guard info.from != nil, !info.isFinished || info.until != nil else { return false }
    return isForeseen || (info.isFinished && !info.hostNetwork && !info.ips.isEmpty)
  }
}
