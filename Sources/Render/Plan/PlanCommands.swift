import Trace

/// The lines of a plan that are copied into a shell.
struct PlanCommands {
  let plan: CapturePlan
  /// What `--cluster` named.
  let cluster: [String]
  /// How the filter stands in a line: whole, or as the variable that the text sets before.
  let filter: String

  private static let image = "nicolaka/netshoot"
  /// A snap length that two tunnels' headers and Geneve options fit in; not promiscuous, for that changes what a bridge
  /// passes on (dataplane.md §1.9).
  private static let tcpdump = "tcpdump -i any -y LINUX_SLL2 -p -s 320"

  static func capture(_ name: String) -> String { "\(ShellWord.fileName(name))_any.pcap" }
  static func links(_ node: String) -> String { "ip-link-\(ShellWord.fileName(node)).json" }
  static func conntrack(_ node: String) -> String { "conntrack-\(ShellWord.fileName(node)).txt" }

  /// By somebody on the node.
  func onNode(_ node: String) -> [String] {
    [
      "ip -j -d link > \(Self.links(node))", "sudo \(Self.tcpdump) -w \(Self.capture(node)) \(filter)",
      "sudo conntrack -L -o extended > \(Self.conntrack(node))",
    ]
  }

  func live(_ node: String) -> String {
    "sudo hopscope live --node-name \(ShellWord.quoted(node)) \(selector) \(clusterWords)"
  }

  /// From anywhere: a pod in the node's network namespace, which stays until it is deleted, so that files can be got.
  func withKubectl(_ node: String) -> [String] {
    let file = "/tmp/\(Self.capture(node))"
    let name = ShellWord.quoted("spec.nodeName=\(node),status.phase=Running")
    return [
      "kubectl debug \(ShellWord.quoted("node/\(node)")) --profile=sysadmin --image=\(Self.image) -- sleep 1d",
      "pod=$(kubectl get pods -o name --field-selector \(name) | grep -m1 node-debugger-)",
      "kubectl exec \"$pod\" -- ip -j -d link > \(Self.links(node))",
      "kubectl exec -it \"$pod\" -- \(Self.tcpdump) -w \(file) \(filter)",
      "kubectl exec \"$pod\" -- conntrack -L -o extended > \(Self.conntrack(node))",
      "kubectl exec \"$pod\" -- cat \(file) > \(Self.capture(node))",
      "kubectl delete \"$pod\"",
    ]
  }

  /// In a pod's own network namespace; the container it adds stays until the pod ends.
  func inPod(_ pod: CapturePlan.Pod) -> [String] {
    let file = "/tmp/\(Self.capture(pod.name))"
    let place = "-n \(ShellWord.quoted(pod.namespace)) \(ShellWord.quoted(pod.name))"
    return [
      "kubectl debug \(place) -c capture --profile=netadmin --image=\(Self.image) -- sleep 1d",
      "kubectl exec -it \(place) -c capture -- \(Self.tcpdump) -w \(file) \(filter)",
      "kubectl exec \(place) -c capture -- cat \(file) > \(Self.capture(pod.name))",
    ]
  }

  func replay() -> String {
    let captures = plan.nodes.map { Self.capture($0.name) }
    let tables = plan.nodes.flatMap {
      ["--interfaces \(Self.links($0.name))", "--conntrack \(Self.conntrack($0.name))"]
    }
    return (["hopscope replay"] + captures + tables + [clusterWords, selector]).joined(separator: " ")
  }

  private var selector: String { "\(plan.selector.option) \(ShellWord.quoted(plan.selector.value))" }

  private var clusterWords: String {
    cluster.map { "--cluster \(ShellWord.quoted($0.hasPrefix("-") && $0 != "-" ? "./\($0)" : $0))" }
      .joined(separator: " ")
  }
}
