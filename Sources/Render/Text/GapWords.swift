import Cluster
import Trace
import Wire

/// What cannot be concluded, in sentences.
extension Words {
  func sentence(_ gap: Gap) -> String {
    switch gap.reason {
    case .noTapBehindFront: "where it went cannot be concluded: no tap showed it translated"
    case .sourceIsNode: "what was dialled is not observable here: the node spoke for its own process or for a client"
    case .directOrService:
      "dialled directly, or through the Service in the socket or on another host: packets cannot tell"
    case .severalServices: "several Services have this endpoint, and no tap showed which was dialled, if any"
    case .drops: "how it ended cannot be concluded: the capture lost packets"
    case .cut: "the snap length cut headers that tell connections apart"
    case .oneSided: "how it went cannot be concluded: packets of one direction only"
    case .unrepeated:
      "whether it was answered cannot be concluded: one SYN, never repeated; an answer may have passed no tap"
    case .severalFlows: "other flows fit as well"
    }
  }

  func need(_ need: Gap.Need) -> String {
    switch need {
    case .podSide(let node): "a capture \(place(node)) towards its pods (cni0, the pod's veth, the tunnel)"
    case .uplink(let node): "a capture of the uplink \(place(node))"
    case .conntrack(let node): "conntrack -L -o extended \(place(node)), given with --conntrack"
    case .client: "a capture in the client's network namespace"
    case .captureWithoutDrops: "a capture without drops (tcpdump -B 65536, a filter, or -s 320)"
    case .snapLength: "a longer snap length (-s 320)"
    case .dataPlaneTables: "the data plane's own tables (conntrack of the client's node; cilium-dbg bpf ct list global)"
    }
  }

  /// For a line: direct, or through which Service.
  func brief(_ path: Path) -> String {
    let names = path.names.candidates.map(title).joined(separator: " or ")
    return "direct, or through \(names): packets cannot tell"
  }

  private func place(_ node: String?) -> String { node.map { "on \(printable($0))" } ?? "of the node between" }

  /// One line: what is not known, and what would settle it.
  func line(_ gap: Gap) -> String { sentence(gap) + "; needs " + gap.needs.map(need).joined(separator: ", or ") }

  func sentence(_ disagreement: Disagreement) -> String {
    let (entry, before) = (disagreement.entry, disagreement.before)
    return "conntrack of \(printable(entry.host)) (line \(entry.line)) says that \(ends(before)) became "
      + "\(ends(entry.translated)); the packets say \(ends(disagreement.after))"
  }

  private func ends(_ tuple: Tuple) -> String {
    address(Socket(tuple.source, tuple.sourcePort), tuple.transport) + " → "
      + address(Socket(tuple.destination, tuple.destinationPort), tuple.transport)
  }
}
