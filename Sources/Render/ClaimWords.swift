import Trace
import Wire

extension Claim {
  /// The word of `proves[].about` and `cannotProve[].about` in `hopscope.info/1`.
  var about: String {
    switch self {
    case .rewriting: "rewriting"
    case .packing: "packing"
    case .between: "between"
    case .podSide, .podSideIfNode: "podSide"
    case .entry: "entry"
    case .behindBridge: "behindBridge"
    case .unpacking: "unpacking"
    case .devices: "devices"
    case .names: "names"
    case .missingNode: "missingNode"
    case .tunnelEnds: "tunnelEnds"
    case .hostProcesses: "hostProcesses"
    case .oneWay: "oneWay"
    case .noBeginning: "noBeginning"
    case .headersCut: "headersCut"
    case .dropped, .dropsUnknown: "drops"
    case .clockJumps: "clockJumps"
    }
  }

  var host: String? {
    switch self {
    case .rewriting(let host), .packing(let host), .podSide(let host), .podSideIfNode(let host), .entry(let host),
      .behindBridge(let host), .unpacking(let host), .devices(let host), .names(let host, _):
      host
    case .missingNode(let host): host
    default: nil
    }
  }

  /// What is or is not proven; names in it are as the input has them.
  var sentence: String {
    let here = host ?? "this host"
    switch self {
    case .rewriting: return "how \(here) rewrites addresses: what came to it and what its pods got are both here"
    case .packing:
      return "how \(here) packs and unpacks the overlay: its packets are here inside and outside the tunnel"
    case .between(let hosts): return "what one of \(Self.list(hosts)) sent and another got or did not get"
    case .podSide:
      return "what the pods of \(here) got: a nodePort or hostPort is seen on entry, its DNAT to the pod is not"
    case .podSideIfNode: return "what happens behind \(here)'s uplink, if it is a node: DNAT, SNAT, the pods' side"
    case .entry: return "what came to \(here) from outside, before DNAT: only the pods' side is here"
    case .behindBridge:
      return "which ClusterIP a pod of \(here) dialled, or two pods of it said to each other: the bridge shows packets "
        + "behind the rewriting, or not at all"
    case .unpacking: return "whether \(here) unpacked what came through the tunnel: it is seen encapsulated only"
    case .devices: return "which interface of \(here) a packet passed: cooked v1 captures (SLL) do not say"
    case .names(_, let devices):
      return "which interfaces of \(here) \(Self.list(devices)) are: captures of any have numbers only"
    case .missingNode: return "what happened on \(here): it takes part by the map, and nothing was captured there"
    case .tunnelEnds(let ends): return "which nodes are the tunnels' ends \(Self.list(ends.map(\.description)))"
    case .hostProcesses:
      return "what processes of a node itself dialled (a ClusterIP, a nodePort on localhost): rewritten before any tap"
    case .oneWay(let count, let all):
      return
        "the outcome of \(count) of \(all) TCP flows: packets of one direction only (other taps, another way back, or "
        + "no answer)"
    case .noBeginning(let count, let all):
      return "how \(count) of \(all) TCP flows began: no SYN was captured; they are joined by their packets alone"
    case .headersCut(let count): return "what \(count) packets are: the snap length cut their headers"
    case .dropped(let count): return "loss between taps: the capturing program itself lost \(count) packets"
    case .dropsUnknown: return "that nothing was lost while capturing: these files do not say (pcap never does)"
    case .clockJumps(let count): return "times across \(count) jump\(count == 1 ? "" : "s") of the clock back"
    }
  }

  /// What would settle it.
  var needs: String? {
    let here = host ?? "that host"
    switch self {
    case .rewriting, .packing, .between: return nil
    case .podSide, .podSideIfNode, .entry, .behindBridge, .devices, .missingNode:
      return "on \(here): tcpdump -i any -y LINUX_SLL2 -s 320 -w \(host ?? "HOST")_any.pcap"
    case .unpacking: return "a capture of the tunnel's device on \(here), or of any"
    case .names: return "on \(here): ip -j -d link > ip-link-\(host ?? "HOST").json, and --interfaces"
    case .tunnelEnds: return "--cluster"
    case .hostProcesses: return "conntrack -E -o timestamp,id,extended of that node, with replay --conntrack"
    case .oneWay: return "taps on the way back"
    case .noBeginning: return "a capture that begins earlier"
    case .headersCut: return "a longer snap length: tcpdump -s 320"
    case .dropped: return "a larger buffer: tcpdump -B 65536, or a narrower filter"
    case .dropsUnknown: return "tcpdump's last lines, or pcapng by dumpcap"
    case .clockJumps: return nil
    }
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(6).joined(separator: ", ") + (names.count > 6 ? " and \(names.count - 6) more" : "")
  }
}
