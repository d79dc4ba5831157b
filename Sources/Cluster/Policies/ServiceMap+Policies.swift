import Wire

/// What NetworkPolicies say; `networking.k8s.io/v1` only, not those of network plugins.
extension ServiceMap {
  /// Whether policies let a connection in to a pod.
  ///
  /// - Parameters:
  ///   - pod: the pod that is connected to.
  ///   - port: the port of the pod, behind all translation: targetPort or containerPort.
  ///   - from: the source as the pod's node sees it. Where a node put its own address in place of the client's (SNAT),
  ///     that one is judged, not the client's.
  ///   - time: `.max` for as of the dump.
  public func policyVerdict(
    ingressTo pod: PodID, port: UInt16, transport: TransportProtocol, from: IPAddress, at time: Int64 = .max
  ) -> PolicyVerdict {
    verdict(PolicyQuestion(self, .ingress, pod, from, port, transport, at: time))
  }

  /// Whether policies let a connection out of a pod.
  ///
  /// - Parameters:
  ///   - pod: the pod that connects.
  ///   - to: where the connection goes behind a Service's translation: the endpoint, not the ClusterIP.
  ///   - time: `.max` for as of the dump.
  public func policyVerdict(
    egressFrom pod: PodID, to: Socket, transport: TransportProtocol, at time: Int64 = .max
  ) -> PolicyVerdict {
    verdict(PolicyQuestion(self, .egress, pod, to.ip, to.port, transport, at: time))
  }

  private func verdict(_ question: PolicyQuestion) -> PolicyVerdict {
    let namespace = self[question.pod].namespace
    if networkPolicies.isEmpty, unreadPolicies.isEmpty {
      return .unknown(why: "no NetworkPolicy is among the objects")
    }
    let unread = unreadPolicies[namespace]?.first
    let selecting = policies(about: question.pod, question.direction)
    guard !selecting.isEmpty else {
      return unread.map { .unknown(why: Self.reason(unread: namespace, $0)) } ?? .notSelected
    }
    if question.isExempt { return .allowed }
    if let obstacle = question.obstacle { return .unknown(why: obstacle) }
    switch PolicyAnswer.any(selecting, question.allows) {
    case .yes: return .allowed
    case .unknown(let reason): return .unknown(why: reason)
    case .no:
      if let unread { return .unknown(why: Self.reason(unread: namespace, unread)) }
      return .denied(by: selecting.map { "\($0.namespace)/\($0.name)" })
    }
  }

  private func policies(about pod: PodID, _ direction: PolicyQuestion.Direction) -> [NetworkPolicy] {
    (policiesByNamespace[self[pod].namespace] ?? []).map { networkPolicies[$0] }.filter { policy in
      let rules = direction == .ingress ? policy.ingress : policy.egress
      return rules != nil && policy.podSelector.selects(self[pod].labels)
    }
  }

  private static func reason(unread namespace: String, _ name: String) -> String {
    "NetworkPolicy \(namespace)/\(name) could not be read"
  }

  /// Of a namespace without an object its name alone is known, which the API server makes a label of.
  func labels(ofNamespace name: String) -> KnownLabels {
    let own = ["kubernetes.io/metadata.name": name]
    guard let labels = namespaceLabels[name] else { return KnownLabels(labels: own, isComplete: false) }
    return KnownLabels(labels: labels.merging(own) { given, _ in given }, isComplete: true)
  }
}

extension Builder {
  /// Of two objects with one name the later counts.
  mutating func addPolicies() {
    for namespace in objects.namespaces { map.namespaceLabels[namespace.name] = namespace.labels }
    var latest: [ObjectName: Int] = [:]
    for (index, policy) in objects.policies.enumerated() { latest[policy.objectName] = index }
    for policy in latest.values.sorted().map({ objects.policies[$0] }) {
      if policy.isReadable {
        map.policiesByNamespace[policy.namespace, default: []].append(map.networkPolicies.count)
        map.networkPolicies.append(policy)
      } else {
        map.unreadPolicies[policy.namespace, default: []].append(policy.name)
      }
    }
  }
}

extension NetworkPolicy {
  var objectName: ObjectName { ObjectName(namespace: namespace, name: name) }
}
