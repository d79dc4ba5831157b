import Cluster
import Wire

/// Why a node may have dropped a connection's packets, the likeliest first.
struct DropCauses {
  private let one: Case
  private let node: NodeID
  private let last: CaseHop

  init(_ one: Case, _ node: NodeID, _ last: CaseHop) {
    self.one = one
    self.node = node
    self.last = last
  }

  /// A NetworkPolicy that does not admit a connection.
  struct Denial {
    var words: String
    /// The client itself would be admitted: what is judged is the address it was given on the way.
    var admitsClient: Bool
  }

  var ranked: [FindingCause] {
    let denials = Self.denials(one)
    var causes: [FindingCause] = []
    if let denial = denials.first {
      let kind: FindingKind = denial.admitsClient ? .policySeesNodeAddress : .policyDrop
      causes.append(FindingCause(kind, denial.words))
      if kind == .policyDrop, one.map.isNodeAddress(last.source.ip) {
        causes.append(
          FindingCause(.policySeesNodeAddress, "\(last.source.ip) may stand for a client that the policy would admit"))
      }
    }
    if isFromAnotherWay { causes.append(FindingCause(.reversePathFilter, sourceWords)) }
    if denials.isEmpty {
      causes.append(FindingCause(.policyDrop, "a NetworkPolicy or the node's firewall may drop them"))
    }
    if one.isFromOutside, !one.isTranslated {
      causes.append(FindingCause(.nodePortUnreachable, "the node's own firewall may not let anybody in from outside"))
    }
    if !isFromAnotherWay, arrivesFromOutside {
      causes.append(FindingCause(.reversePathFilter, "the way back to \(last.source.ip) may be another interface"))
    }
    if !one.isTranslated {
      causes.append(FindingCause(.conntrackTableFull, "a full conntrack table drops new connections of all Services"))
      causes.append(FindingCause(.snatPortsExhausted, "no free port may be left to masquerade with"))
    }
    return causes
  }

  /// It came in by the overlay with a source that no pod and no node has: the way back leads elsewhere.
  private var isFromAnotherWay: Bool {
    let source = last.source.ip
    let came = last.place == .tunnel || last.isTunnelled || one.asked.contains { $0.node == node && $0.isTunnelled }
    return came && !one.map.inPodCIDR(source) && !one.map.isNodeAddress(source) && !one.map.isPodAddress(source)
  }

  private var arrivesFromOutside: Bool { one.isFromOutside && last.place != .pod && last.place != .bridge }

  private var sourceWords: String {
    "they come in by the overlay with source \(last.source.ip), and the route back to it is another interface"
  }
}
