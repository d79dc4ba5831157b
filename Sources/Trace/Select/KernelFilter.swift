import Cluster
import Wire

/// A pcap-filter(7) expression for the kernel that leaves out other traffic, and cuts no path that a selector asks for.
///
/// A path is joined from packets of several forms (dataplane.md §1.0): `C>V` as dialled, `C>P` and `M>P` as translated,
/// and the answers of each. The front `V` is known from the objects, and so is the endpoint `P`, which SNAT of the client
/// leaves as it is; so fronts and endpoints together cover every form, whoever `C` and `M` are.
public struct KernelFilter: Sendable, Equatable {
  /// Empty where nothing may be left out.
  public var expression: String
  /// Sentences on what comes through besides, and why.
  public var notes: [String]

  /// `BPF_MAXINSNS` of linux/bpf_common.h: the kernel refuses longer programs.
  public static let mostInstructions = 4096

  /// - Parameters:
  ///   - map: as of now; it is made again when that changes.
  ///   - host: the Node that captures, if it is known: whatever it sees is a path of `--node` with its name.
  ///   - measure: how many instructions an expression compiles to, the most of the link types in use; nil when it does not.
  /// - Returns: nil when no selector is one that addresses can be told for: everything is wanted.
  public static func make(
    _ selector: PathSelector, map: ServiceMap, host: String? = nil, measure: (String) -> Int?
  ) -> KernelFilter? {
    guard let criteria = selector.narrowest else { return nil }
    var scope = KernelFilterScope(map, host: host)
    for criterion in criteria { scope.add(criterion) }
    if let reason = scope.reason { return KernelFilter(expression: "", notes: [reason]) }
    var notes = scope.notes
    for width in KernelFilterParts.Width.allCases {
      if let words = width.words { notes = scope.notes + [words] }
      let writer = KernelFilterWriter(scope.parts, width)
      guard writer.comparisons < mostInstructions, let count = measure(writer.expression) else { continue }
      if count <= mostInstructions { return KernelFilter(expression: writer.expression, notes: notes) }
    }
    let sentence =
      "no filter of the kernel's \(mostInstructions) instructions holds what was asked for: everything is captured"
    return KernelFilter(expression: "", notes: scope.notes + [sentence])
  }
}

extension PathSelector {
  /// Alternatives of the one option whose addresses leave out most; a path must pass it whatever the other options say.
  var narrowest: [Criterion]? {
    for field in Self.fromNarrow {
      if let alternatives = wanted.first(where: { $0.first?.field == field }) { return alternatives }
    }
    return nil
  }

  private static let fromNarrow: [SelectorField] = [
    .service, .toPod, .toNamespace, .fromPod, .pod, .fromService, .fromNamespace, .namespace, .toNode, .fromNode, .node,
  ]
}
