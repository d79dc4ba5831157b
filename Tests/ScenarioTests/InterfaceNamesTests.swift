import Foundation
import Testing

/// Names of interfaces from `ip -j link`, for captures that know only numbers.
@Suite(.enabled(if: Tool.isPresent, "skipped: the program is not beside this test bundle"))
struct InterfaceNamesTests {
  private static let kube = Scenario.root.appending(path: "../shared/captures/kube/02-nodeport-remote").standardized
    .path
  static let hasKube = FileManager.default.fileExists(atPath: kube)

  /// As README.md of that capture says: 2 is the uplink, 3 flannel's, 5 the bridge.
  private static let links = #"""
    [{"ifindex":2,"ifname":"eth0"},{"ifindex":3,"ifname":"flannel.1"},{"ifindex":5,"ifname":"cni0"}]
    """#

  private func withLinks(_ text: String, named name: String, _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hopscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    try body(file.path)
  }

  private func places(_ tool: Tool) throws -> [[String]] {
    try tool.paths().map { path in
      (path["hops"] as? [[String: Any]] ?? []).map { "\($0["host"] ?? "?") \($0["interface"] ?? "?")" }
    }
  }

  @Test("Interfaces of any have their names", .enabled(if: hasKube, "skipped: no ../shared/captures"))
  func named() throws {
    let captures = ["\(Self.kube)/pcap/node1_any.pcap", "--cluster", "\(Self.kube)/cluster.json", "-q", "-o", "json"]
    let numbered = try places(try Tool(["replay"] + captures))
    try withLinks(Self.links, named: "ip-link-node1.json") { file in
      let named = try places(try Tool(["replay"] + captures + ["--interfaces", file]))
      #expect(named.count == numbered.count && !named.isEmpty)
      #expect(Set(named.joined()) == ["node1 eth0", "node1 flannel.1"])
      #expect(Set(numbered.joined()) == ["node1 if2", "node1 if3"])
    }
  }

  @Test(
    "An interface that any and a capture of its own show is there once, with one capture's counts",
    .enabled(if: hasKube, "skipped: no ../shared/captures"))
  func once() throws {
    let rest = ["--cluster", "\(Self.kube)/cluster.json", "-q", "-o", "json"]
    let any = "\(Self.kube)/pcap/node1_any.pcap"
    let own = ["eth0", "flannel.1"].map { "\(Self.kube)/pcap/node1_\($0).pcap" }
    try withLinks(Self.links, named: "ip-link-node1.json") { file in
      let alone = try Tool(["replay", any, "--interfaces", file] + rest)
      let both = try Tool(["replay", any] + own + ["--interfaces", file] + rest)
      #expect(try places(both) == places(alone))
      #expect(try both.ids() == alone.ids())
      let packets = { (tool: Tool) in
        try tool.paths().flatMap { path in
          (path["hops"] as? [[String: Any]] ?? []).map { $0["packets"] as? [String: Int] }
        }
      }
      #expect(try packets(both) == packets(alone))
    }
  }

  @Test("What was measured between two places is one row, however many captures show them")
  func edges() throws {
    let capture = Scenario.root.appending(path: "captures/nodeport-vxlan/worker-1.pcapng").path
    try withLinks("", named: "worker-1.pcapng") { copy in
      try Data(contentsOf: URL(fileURLWithPath: capture)).write(to: URL(fileURLWithPath: copy))
      let rows = { (files: [String]) in
        let summary =
          try Tool(["replay", "-q", "-o", "json", "--tap", "worker-1.pcapng=worker-1"] + files).output.split(
            separator: "\n"
          ).last ?? ""
        let object = try JSONSerialization.jsonObject(with: Data(summary.utf8)) as? [String: Any]
        return (object?["edges"] as? [[String: Any]] ?? []).map { edge in
          [edge["kind"], edge["from"], edge["to"]].map { "\($0 ?? "")" }.joined(separator: " ")
        }
      }
      let (once, twice) = (try rows([capture]), try rows([capture, copy]))
      #expect(!once.isEmpty)
      #expect(twice.count == once.count, "\(twice)")
    }
  }

  @Test("A table of another host, of no host, or no table at all is refused with a next step")
  func refused() throws {
    let capture = Scenario.root.appending(path: "captures/any-sll2/worker-1_any.pcap").path
    try withLinks(Self.links, named: "ip-link-worker-9.json") { file in
      let tool = try Tool(["replay", capture, "--interfaces", file])
      #expect(tool.status == 1)
      #expect(tool.errors.contains("the captures are of worker-1"), "\(tool.errors)")
      #expect(try Tool(["replay", capture, "--interfaces", "worker-1=\(file)", "-q"]).status == 0)
      let empty = try Tool(["replay", capture, "--interfaces", "=\(file)"])
      #expect(empty.status == 64 && empty.errors.contains("write HOST=FILE"))
    }
    try withLinks("[1]", named: "ip-link-worker-1.json") { file in
      let tool = try Tool(["replay", capture, "--interfaces", file])
      #expect(tool.status == 1 && tool.errors.contains("ip -j -d link > ip-link-NODE.json"), "\(tool.errors)")
    }
  }

  @Test("A name moves no terminal")
  func hostile() throws {
    let capture = Scenario.root.appending(path: "captures/any-sll2/worker-1_any.pcap").path
    let names = (1...30).map { #"{"ifindex":\#($0),"ifname":"\u001b[31mx\#($0)"}"# }.joined(separator: ",")
    try withLinks("[\(names)]", named: "ip-link-worker-1.json") { file in
      for command in [["replay", "-o", "path"], ["replay", "-o", "json"], ["info"], ["info", "-o", "yaml"]] {
        let tool = try Tool(command + [capture, "--interfaces", file])
        #expect(tool.status == 0 && tool.output.contains("[31mx"))
        #expect(!tool.output.unicodeScalars.contains("\u{1b}") && !tool.errors.unicodeScalars.contains("\u{1b}"))
      }
    }
  }
}
