import Cluster
import Wire

/// Addresses that two objects claim. (Of nodes the map itself says so.)
struct AddressCheck {
  private let words: ObjectWords
  private var map: ServiceMap { words.map }
  private static let most = 100

  init(_ words: ObjectWords) { self.words = words }

  private struct Claim {
    var title: String
    var field: String
    var subject: FindingSubject
    var confirm: String
  }

  func findings() -> [Finding] {
    var first: [IPAddress: Claim] = [:]
    var findings: [Finding] = []
    for (ip, claim) in claims {
      guard let other = first[ip] else {
        first[ip] = claim
        continue
      }
      // A Service's ports share its address.
      if other.title == claim.title || findings.count == Self.most { continue }
      findings.append(finding(ip, claim, other))
    }
    return findings
  }

  private var claims: [(IPAddress, Claim)] { nodeClaims + podClaims + serviceClaims }

  private var nodeClaims: [(IPAddress, Claim)] {
    var told: Set<IPAddress> = []
    return map.nodes.flatMap { node in
      node.addresses.filter { told.insert($0).inserted }.map { ip in
        let title = "Node \(node.name)"
        let claim = Claim(
          title: title, field: "\(title): status.addresses \(ip)", subject: FindingSubject(node: node.name),
          confirm: "kubectl get nodes -o wide")
        return (ip, claim)
      }
    }
  }

  private var podClaims: [(IPAddress, Claim)] {
    map.podIDs.filter { map.isCurrent($0) && !map[$0].hostNetwork }.flatMap { id in
      map[id].ips.map { ip in
        let name = FindingSubject.Name(map[id].namespace, map[id].name)
        let claim = Claim(
          title: words.title(id), field: "\(words.title(id)): status.podIPs \(ip)", subject: FindingSubject(pod: name),
          confirm: words.describe(pod: name))
        return (ip, claim)
      }
    }
  }

  private var serviceClaims: [(IPAddress, Claim)] {
    map.servicePorts.filter { !$0.headless && $0.type != .externalName }.flatMap { port in
      port.clusterIPs.map { ip in
        let claim = Claim(
          title: words.title(port), field: "\(words.title(port)): spec.clusterIPs \(ip)",
          subject: FindingSubject(service: words.name(port)), confirm: words.describe(words.name(port)))
        return (ip, claim)
      }
    }
  }

  private func finding(_ ip: IPAddress, _ claim: Claim, _ other: Claim) -> Finding {
    let title = claim.title.prefix(1).uppercased() + claim.title.dropFirst()
    var finding = Finding(
      .duplicateAddress, .certain, claim.subject,
      "\(title) and \(other.title) both have address \(ip): connections to it may end at either.",
      confirm: claim.confirm,
      remedy: "Find out which of the two has the address, and take it from the other: delete the pod, or make the "
        + "Service anew.")
    finding.evidence = [FindingEvidence(claim.field), FindingEvidence(other.field)]
    return finding
  }
}
