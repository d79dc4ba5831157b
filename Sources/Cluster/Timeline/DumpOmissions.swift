/// What dumps lack, or should not hold.
public enum DumpOmissions {
  static func sentences(_ dumps: [ClusterDump]) -> [String] {
    var sentences = dumps.filter { $0.objects.secrets > 0 }.map { dump in
      "\(dump.name) holds Secrets: hopscope keeps nothing of them, but do not hand the file around. \(ClusterLoader.advice)"
    }
    guard !dumps.allSatisfy(\.objects.isEmpty) else { return sentences }
    let namesEntrances = dumps.contains { dump in
      !dump.objects.services.isEmpty || dump.objects.pods.contains { !$0.info.hostPorts.isEmpty }
    }
    if !namesEntrances {
      sentences.append(
        "no Service is among the cluster objects: ClusterIPs and nodePorts cannot be named. \(ClusterLoader.advice)")
    }
    return sentences
  }

  /// Why none of the dumps says anything of packets' ways; nil when one does, or when there is none.
  public static func emptiness(_ dumps: [ClusterDump]) -> String? {
    guard let first = dumps.first, dumps.allSatisfy(\.objects.isEmpty) else { return nil }
    let names = dumps.count == 1 ? first.name : "\(first.name) and \(dumps.count - 1) more"
    let kinds = dumps.reduce(into: Set<String>()) { $0.formUnion($1.objects.ignoredKinds) }
    let reason =
      switch kinds {
      case ["Secret"]: "it holds Secrets and nothing else: hopscope never needs them; do not hand such a file around"
      case ["Config"]: "it is a kubeconfig, by which kubectl finds the cluster, not objects; keep it to yourself"
      default: "it holds no Node, Pod, Service or EndpointSlice, only \(kinds.sorted().joined(separator: ", "))"
      }
    return "\(names): \(reason). \(ClusterLoader.advice)"
  }
}
