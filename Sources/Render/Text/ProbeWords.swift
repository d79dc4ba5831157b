import Cluster
import Trace

/// Kubelet probes in words.
extension Words {
  /// `kubelet readiness probe (by source and port)`: a person's connection from the node would look the same.
  func probe(_ probe: KubeletProbe) -> String { "kubelet \(kinds(probe)) probe (by source and port)" }

  private func kinds(_ probe: KubeletProbe) -> String { probe.kinds.map(\.rawValue).joined(separator: "/") }

  /// What failed and what Kubernetes does about it; nil when the connection is no probe or went well. What an HTTP server
  /// answered is not read.
  func probeFailure(_ path: Path) -> String? {
    guard let probe = path.probe, !path.isOK else { return nil }
    let pod = map[probe.pod]
    let title = "pod \(printable(pod.namespace))/\(printable(pod.name)) port \(probe.probes[0].port)"
    let consequences = probe.kinds.map { consequence(of: $0, probe) }
    return
      "\(self.probe(probe)) of \(title) failed: \(probeEnding(path)); \(consequences.joined(separator: "; "))"
  }

  private func probeEnding(_ path: Path) -> String {
    switch path.state {
    case .refused: "RST, nothing listens there"
    case .noReply: "no reply"
    case .halfOpen: "the pod's SYN-ACK was never acknowledged"
    case .reset: path.resetByServer == true ? "the pod reset the connection" : "the kubelet gave up and reset it"
    default: ending(path) ?? path.state.rawValue
    }
  }

  private func consequence(of kind: PodProbe.Kind, _ probe: KubeletProbe) -> String {
    let threshold = probe.probes.filter { $0.kind == kind }.map(\.failureThreshold).min() ?? 3
    let row = threshold == 1 ? "one failure" : "\(threshold) in a row"
    switch kind {
    case .startup: return "\(row) and the container is restarted, for it did not start"
    case .liveness: return "\(row) and the container is restarted"
    case .readiness:
      if map[probe.pod].ready == false {
        return "the pod is not Ready by the cluster objects and gets no traffic from \(services(of: probe))"
      }
      return "\(row) and the pod is not Ready and gets no traffic from \(services(of: probe))"
    }
  }

  private func services(of probe: KubeletProbe) -> String {
    var titles: [String] = []
    for service in map.services(of: probe.pod) where !map[service].publishNotReadyAddresses {
      let title = title(service)
      if !titles.contains(title) { titles.append(title) }
    }
    guard let first = titles.first else { return "Services" }
    return titles.count == 1 ? "Service \(first)" : "Service \(first) and \(titles.count - 1) more"
  }
}
