import Trace

/// A connection of the lab as dataplane.md §1.2 (and §5 for the faults) documents it: its tuples in the order in which the
/// client's packets had them, each with the taps that saw it, in order.
struct LabPath: Sendable {
  var legs: [LabLeg]
  var state: PathState = .closed
  /// Nil: none that a tap of the wire can tell.
  var service: String?
}

/// `PA:c > 10.96.0.52:80`: names are those of `Lab.names`, letters stand for ports that the kernel chose, the same letter for
/// the same port. Taps: `n1/eth0+vx` is inside VXLAN, `n1/-` is a hop that no tap can see, and a tap in parentheses may stand
/// anywhere among those of its tuple, for copies at a bridge are stamped late.
struct LabLeg: Sendable {
  var tuple: String
  var taps: String

  init(_ tuple: String, _ taps: String) {
    self.tuple = tuple
    self.taps = taps
  }
}

enum Lab {
  static let names = [
    "CLI": "192.168.50.10", "N1": "192.168.50.11", "N2": "192.168.50.12", "PA": "10.244.1.10", "PB": "10.244.1.11",
    "PC": "10.244.2.10", "BRIDGE": "10.244.1.1", "TUNNEL": "10.244.1.0",
  ]

  /// From node 1's tunnel device to the pod on node 2.
  private static let toPC = "n1/flannel.1 n1/eth0+vx n2/eth0+vx n2/flannel.1 n2/cni0 n2/veth-pc pc/eth0"

  /// nodePort, externalIP or load balancer IP → pod on the other node: DNAT, SNAT, VXLAN.
  private static func abroad(
    _ front: String, _ service: String, target: String = "PC:8080", _ state: PathState = .closed
  ) -> LabPath {
    LabPath(
      legs: [LabLeg("CLI:c > \(front)", "cli/eth0 n1/eth0"), LabLeg("TUNNEL:m > \(target)", toPC)], state: state,
      service: service)
  }

  /// Pod → ClusterIP → pod on the other node: DNAT only. The bridge shows requests after it and answers before it.
  private static func crossing(_ front: String, _ target: String, _ state: PathState, _ service: String) -> LabPath {
    LabPath(
      legs: [LabLeg("PA:c > \(front)", "pa/eth0 n1/veth-pa n1/cni0"), LabLeg("PA:c > \(target)", "n1/cni0 " + toPC)],
      state: state, service: service)
  }

  /// A process of node 1 → pod on node 2: what it dialled is on no wire.
  private static let process = LabPath(legs: [LabLeg("TUNNEL:m > PC:8080", toPC)])

  static let services: [String: [LabPath]] = [
    "e1": [abroad("N1:30082", "default/remote")],
    "n1": [abroad("N1:30082", "default/remote")],
    "e13": [abroad("192.168.50.100:80", "default/remote")],
    "e14": [abroad("203.0.113.10:80", "default/remote")],
    "u1": [abroad("N1:30087", "default/udp", target: "PC:5353", .open)],
    "fr": [abroad("N1:30087", "default/udp", target: "PC:5353", .open)],
    // The other host speaks no SCTP: ICMP protocol unreachable.
    "s1": [abroad("N1:30090", "default/sctp", target: "PC:9000", .rejected)],
    "e5": [crossing("10.96.0.52:80", "PC:8080", .closed, "default/remote")],
    "g3": [crossing("10.96.0.52:80", "PC:8080", .closed, "default/remote")],
    "k1": [crossing("10.96.0.52:80", "PC:8080", .closed, "default/remote")],
    // The answer is too large for the tunnel and nobody is told: the server's FIN never comes.
    "k2": [crossing("10.96.0.52:80", "PC:8080", .open, "default/remote")],
    "u2": [crossing("10.96.0.57:53", "PC:5353", .open, "default/udp")],
    "e8": [process],
    "e10": [process],
    "e2": [
      LabPath(
        legs: [
          LabLeg("CLI:c > N1:30081", "cli/eth0 n1/eth0"),
          // br_netfilter: answers are half translated back where the bridge shows them.
          LabLeg("CLI:c > PB:8080", "n1/cni0"), LabLeg("BRIDGE:m > PB:8080", "n1/cni0 n1/veth-pb pb/eth0"),
        ], service: "default/local")
    ],
    "b1": [
      LabPath(
        legs: [
          LabLeg("CLI:c > N1:30081", "cli/eth0 n1/eth0"),
          LabLeg("BRIDGE:m > PB:8080", "n1/cni0 n1/veth-pb pb/eth0"),
        ], service: "default/local")
    ],
    "e3": [
      LabPath(
        legs: [
          LabLeg("CLI:c > N1:30083", "cli/eth0 n1/eth0"), LabLeg("CLI:c > PB:8080", "n1/cni0 n1/veth-pb pb/eth0"),
        ], service: "default/etpl")
    ],
    "e4": [
      LabPath(
        legs: [
          LabLeg("PA:c > 10.96.0.51:80", "pa/eth0 n1/veth-pa"),
          LabLeg("PA:c > PB:8080", "(n1/cni0) n1/veth-pb pb/eth0"),
        ], service: "default/local")
    ],
    "e6": [
      LabPath(
        legs: [
          LabLeg("PA:c > 10.96.0.56:80", "pa/eth0 n1/veth-pa"), LabLeg("PA:c > PA:8080", "n1/cni0"),
          LabLeg("BRIDGE:m > PA:8080", "n1/veth-pa pa/eth0"),
        ], service: "default/hair")
    ],
    "e7": [
      LabPath(
        legs: [
          // Answers have left both translations when the bridge shows them.
          LabLeg("PA:c > N1:30082", "pa/eth0 n1/veth-pa n1/cni0"), LabLeg("PA:c > PC:8080", "n1/cni0"),
          LabLeg("TUNNEL:m > PC:8080", toPC),
        ], service: "default/remote")
    ],
    "e9": [
      LabPath(
        legs: [LabLeg("N1:c > PB:8080", "n1/cni0"), LabLeg("BRIDGE:m > PB:8080", "n1/cni0 n1/veth-pb pb/eth0")])
    ],
  ]
}
