import Foundation
import Testing

/// Whether this machine lets us make network namespaces; the tests of live capture need them.
enum NamespaceLab {
  /// Nil when they can be made; else why not, in words. It is tried for real, once.
  static let obstacle: String? = {
    guard geteuid() == 0 else { return "network namespaces need root" }
    guard let said = try? Command(["/bin/bash", "-c", trial]).output else { return "there is no bash" }
    let why = said.trimmingCharacters(in: .whitespacesAndNewlines)
    return why.isEmpty ? nil : why
  }()

  /// Nil when the program can capture live here.
  static let liveObstacle: String? = {
    guard FileManager.default.isExecutableFile(atPath: LiveProcess.program.path) else {
      return "the program is not beside this test bundle"
    }
    let help = try? Command([LiveProcess.program.path, "help", "live"]).output
    return help?.contains("hopscope live") == true ? obstacle : "this program has no command live"
  }()

  /// The orphans of labs are removed by the next lab: its name says that no process owns it.
  private static let trial = """
    for tool in ip bridge iptables ip6tables nft conntrack tcpdump sysctl cc; do
      command -v $tool >/dev/null || { echo "there is no program $tool"; exit; }
    done
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "there is no python3 of 3.11 or later"; exit; }
    name=hoplab-0-trial$$
    trap 'ip netns del $name 2>/dev/null' EXIT
    try() { "$@" >/dev/null 2>&1 || { echo "this machine does not allow: $*"; exit; }; }
    try ip netns add $name
    try ip -n $name link add name trial0 type veth peer name trial1
    try ip -n $name link add name trial2 type bridge
    try ip -n $name link add name trial3 type vxlan id 1 dev trial0 dstport 8472
    for tool in "iptables -t nat -S" "ip6tables -t nat -S" "nft list tables" "conntrack -L" "sysctl net.bridge.bridge-nf-call-iptables"; do
      try ip netns exec $name $tool
    done
    """
}

extension Trait where Self == ConditionTrait {
  /// For tests that run `hopscope live` in namespaces.
  static var live: Self {
    .enabled(if: NamespaceLab.liveObstacle == nil, "skipped: \(NamespaceLab.liveObstacle ?? "")")
  }

  static func program(_ name: String) -> Self {
    let folders = ["/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin"]
    let isThere = folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    return .enabled(if: isThere, "skipped: there is no program \(name)")
  }
}
