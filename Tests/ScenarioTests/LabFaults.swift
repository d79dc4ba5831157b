import Trace

/// The lab's faults and oddities (dataplane.md §1.2, §1.3 and §5).
extension Lab {
  private static let fromPA = "pa/eth0 n1/veth-pa"
  /// In captures of microseconds the bridge and the veth may have one stamp.
  private static let sameTime = " (n1/cni0)"
  private static let toPB = "n1/veth-pb pb/eth0"

  /// A pod asks, and its node answers for the address or nobody does.
  private static func stuck(_ front: String, _ state: PathState, _ service: String? = nil) -> [LabPath] {
    [LabPath(legs: [LabLeg("PA:c > \(front)", fromPA + " n1/cni0")], state: state, service: service)]
  }

  /// The outside asks node 1.
  private static func refusedOutside(_ front: String, _ state: PathState, _ service: String? = nil) -> [LabPath] {
    [LabPath(legs: [LabLeg("CLI:c > \(front)", "cli/eth0 n1/eth0")], state: state, service: service)]
  }

  static let faults: [String: [LabPath]] = [
    "f1": stuck("10.96.0.54:80", .rejected, "default/noep"),
    "f8": stuck("10.96.0.54:53", .rejected, "default/noep"),
    "n3": stuck("10.96.0.51:81", .rejected),
    // Echo has an identifier where others have ports.
    "n5": [LabPath(legs: [LabLeg("PA:c > 10.96.0.51:c", fromPA + sameTime)], state: .rejected)],
    "f2": refusedOutside("N1:30084", .rejected, "default/noep"),
    "f3": refusedOutside("N1:30085", .noReply, "default/etpnolocal"),
    "f5": refusedOutside("N1:30999", .refused),
    "f4": [
      LabPath(
        legs: [LabLeg("PA:c > 10.96.0.58:80", fromPA), LabLeg("PA:c > PB:9999", "n1/cni0 " + toPB)], state: .refused,
        service: "default/badtp")
    ],
    "f6": [
      LabPath(
        legs: [
          LabLeg("PA:c > 10.96.0.51:81", fromPA + " n1/cni0"), LabLeg("N1:m > 10.96.0.51:81", "n1/eth0 cli/eth0"),
        ], state: .noReply)
    ],
    "f7": [
      LabPath(
        legs: [
          LabLeg("PA:c > 10.96.0.51:c", fromPA + sameTime), LabLeg("N1:m > 10.96.0.51:m", "n1/eth0 cli/eth0"),
        ], state: .noReply)
    ],
    "h1": [
      LabPath(
        legs: [LabLeg("PA:c > 10.96.0.56:80", fromPA), LabLeg("PA:c > PA:8080", "n1/cni0")], state: .noReply,
        service: "default/hair")
    ],
    "b2": [
      LabPath(
        legs: [
          LabLeg("PA:c > 10.96.0.51:80", fromPA + " n1/cni0"),
          // The pod gets the answer of an endpoint that it never asked.
          LabLeg("PA:c > PB:8080", "(pa/eth0) (n1/veth-pa) n1/cni0 " + toPB),
        ], state: .halfOpen, service: "default/local")
    ],
    "e11": [
      LabPath(legs: [LabLeg("CLI:c > N1:8081", "cli/eth0 n1/eth0"), LabLeg("CLI:c > PB:8080", "n1/cni0 " + toPB)])
    ],
    // Plain MASQUERADE keeps the port.
    "e12": [
      LabPath(
        legs: [
          LabLeg("PA:c > N1:8081", fromPA), LabLeg("PA:c > PB:8080", "n1/cni0"), LabLeg("BRIDGE:c > PB:8080", toPB),
        ])
    ],
    // No wire ever has the targetPort of a hostNetwork pod.
    "q3": [
      LabPath(
        legs: [LabLeg("CLI:c > N1:30096", "cli/eth0 n1/eth0"), LabLeg("CLI:c > N1:8080", "n1/-")],
        service: "default/hostnet")
    ],
    // One client port to two fronts and to the endpoint itself: netfilter takes other ports for the later ones.
    "c1": [
      LabPath(
        legs: [LabLeg("PA:5555 > 10.96.0.51:80", fromPA), LabLeg("PA:5555 > PB:8080", "(n1/cni0) " + toPB)],
        service: "default/local"),
      LabPath(
        legs: [
          LabLeg("PA:5555 > 10.96.0.53:80", fromPA), LabLeg("PA:5555 > PB:8080", "n1/cni0"),
          LabLeg("PA:15038 > PB:8080", toPB),
        ], service: "default/etpl"),
      LabPath(legs: [LabLeg("PA:5555 > PB:8080", fromPA + " (n1/cni0)"), LabLeg("PA:28107 > PB:8080", toPB)]),
    ],
  ]
}
