import Foundation
import Testing

/// Folders as input: what lies in them is told apart by what is in it.
@Suite(.enabled(if: Tool.isPresent, "skipped: the program is not beside this test bundle"))
struct FolderTests {
  private static let captures = Scenario.root.appending(path: "captures")
  static let folders = Array(Set(Scenario.all.map(\.folder.lastPathComponent))).sorted()

  private static func files(_ folder: String, _ isWanted: (String) -> Bool) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: captures.appending(path: folder).path)) ?? []
    return names.filter(isWanted).sorted().map { captures.appending(path: "\(folder)/\($0)").path }
  }

  @Test("A folder gives the paths that its files give when each is named", arguments: folders)
  func named(folder: String) throws {
    let captures = Self.files(folder) { $0.hasSuffix(".pcap") || $0.hasSuffix(".pcapng") }
    let options =
      Self.files(folder) { $0.hasPrefix("cluster.") }.flatMap { ["--cluster", $0] }
      + Self.files(folder) { $0.hasPrefix("conntrack") }.flatMap { ["--conntrack", $0] }
    let named = try Tool(["replay"] + captures + options + ["-q", "-o", "json"])
    let walked = try Tool(["replay", Self.captures.appending(path: folder).path, "-q", "-o", "json"])
    #expect(walked.status == named.status)
    #expect(walked.output == named.output)
    #expect(!walked.output.isEmpty)
  }

  /// A folder of odd names: nothing in it is called after what it holds.
  private func heap(_ body: (URL) throws -> Void) throws {
    let heap = FileManager.default.temporaryDirectory.appending(path: "hopscope-\(UUID().uuidString)")
    let inner = heap.appending(path: "worker-1")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: heap) }
    let source = Self.captures.appending(path: "nginx-service")
    for (name, copy) in [
      ("worker-1_eth0.pcap", "worker-1/eth0"), ("worker-1_cni0.pcap", "worker-1/cni0"),
      ("cluster.json", "dump.backup"), ("conntrack-worker-1.txt", "worker-1/table.pcap"), ("README.md", "notes"),
    ] {
      try FileManager.default.copyItem(at: source.appending(path: name), to: heap.appending(path: copy))
    }
    try Data("{\"kind\": \"Pod\", \"metadata\": ".utf8).write(to: heap.appending(path: "cut.yaml"))
    try Data().write(to: heap.appending(path: ".hidden.pcap"))
    try FileManager.default.createSymbolicLink(at: inner.appending(path: "loop"), withDestinationURL: heap)
    try FileManager.default.createSymbolicLink(
      at: heap.appending(path: "again.pcap"), withDestinationURL: inner.appending(path: "eth0"))
    try body(heap)
  }

  @Test(
    "Odd names do not matter, folders are hosts, loops end, a second name is no second capture, broken files are told")
  func oddNames() throws {
    try heap { heap in
      let tool = try Tool(["replay", heap.path, "-o", "json"])
      #expect(tool.status == 0, "\(tool.errors)")
      let paths = try tool.paths()
      #expect(paths.count == 3)
      let hops = paths.flatMap { $0["hops"] as? [[String: Any]] ?? [] }
      #expect(Set(hops.compactMap { $0["host"] as? String }) == ["worker-1"])
      #expect(Set(hops.compactMap { $0["interface"] as? String }) == ["eth0", "cni0"])
      for words in [
        "captures: worker-1/cni0, worker-1/eth0", "Kubernetes objects: cut.yaml, dump.backup",
        "conntrack: worker-1/table.pcap", "notes (a text)", "worker-1/loop (a link to a folder)",
        "again.pcap (the same file as", "warning: not used: ",
      ] { #expect(tool.errors.contains(words), "\(words) is not in \(tool.errors)") }
      #expect(!tool.errors.contains("hidden"))
    }
  }

  @Test("A folder without a capture is an error that says what was looked for")
  func nothing() throws {
    let tool = try Tool(["replay", Scenario.root.appending(path: "docs").path])
    #expect(tool.status == 1)
    #expect(tool.errors.contains("no capture is in"))
    #expect(tool.errors.contains("left: "))
  }

  @Test(
    "Files that are no captures are called what they are",
    arguments: [
      ("cluster.json", "is taken for Kubernetes objects"), ("conntrack-worker-1.txt", "holds conntrack entries"),
    ])
  func onlyObjects(name: String, words: String) throws {
    let tool = try Tool(["replay", Self.captures.appending(path: "nginx-service/\(name)").path])
    #expect(tool.status == 64)
    #expect(tool.errors.contains(words), "\(tool.errors)")
  }
}
