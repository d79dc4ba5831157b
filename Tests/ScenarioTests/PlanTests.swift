import Cluster
import Foundation
import Render
import Testing

@testable import hopscope

/// `hopscope plan`: what it prints does what it says, as shells and tcpdump read it.
@Suite(.enabled(if: Tool.isPresent, "skipped: the program is not beside this test bundle"))
struct PlanTests {
  private static let cluster = Scenario.root.appending(path: "captures/nginx-service/cluster.json").path

  private func plan(_ arguments: [String], cluster: String = cluster) throws -> [String: Any] {
    let tool = try Tool(["plan"] + arguments + ["--cluster", cluster, "-o", "json"])
    #expect(tool.status == 0, "\(tool.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(tool.output.utf8)) as? [String: Any])
  }

  private func nodes(_ plan: [String: Any]) -> [String: [String]] {
    let nodes = plan["nodes"] as? [[String: Any]] ?? []
    return Dictionary(
      uniqueKeysWithValues: nodes.map { node in
        let reasons = (node["reasons"] as? [[String: Any]] ?? []).compactMap { $0["reason"] as? String }
        return (node["node"] as? String ?? "", reasons)
      })
  }

  /// Runs a script with `tcpdump`, `sudo` and others replaced by a printer of their arguments.
  private func shell(_ line: String) throws -> [String] {
    let (process, out) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [
      "-c", "set -f; sudo() { printf '%s\\0' \"$@\"; }; kubectl() { printf '%s\\0' \"$@\"; }; pod=pod/x; \(line)",
    ]
    process.standardOutput = out
    try process.run()
    let bytes = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("Nodes and why: endpoints, the client's, and entrances, all of them or the one said")
  func places() throws {
    let service = ["svc/default/nginx-service"]
    #expect(try nodes(plan(service)) == ["worker-1": ["endpoints"], "worker-2": ["mayBeEntrance"]])
    #expect(try nodes(plan(service + ["--entrance", "worker-1"])) == ["worker-1": ["endpoints", "entrance"]])
    #expect(try nodes(plan(service + ["--from", "worker-2"])) == ["worker-1": ["endpoints"], "worker-2": ["client"]])
    #expect(try nodes(plan(service + ["--from", "default/nginx"])) == ["worker-1": ["endpoints", "client"]])
    #expect(try nodes(plan(service + ["--from", "203.0.113.7"])).count == 2)
    #expect(try nodes(plan(["pod/nginx"]))["worker-1"] == ["pod"])
  }

  @Test(
    "tcpdump takes the line's filter as the shell hands it over",
    .enabled(if: Tcpdump.path != nil, "skipped: tcpdump is not installed"),
    arguments: ["svc/nginx-service", "pod/nginx"])
  func filters(_ target: String) throws {
    let plan = try plan([target])
    let filter = try #require(plan["filter"] as? String)
    for node in try #require(plan["nodes"] as? [[String: Any]]) {
      let line = try #require((node["shell"] as? [String])?.first { $0.contains("tcpdump") })
      let words = try shell(line)
      #expect(words.first == "tcpdump" && words.last == filter)
      let kubectl = try #require((node["kubectl"] as? [String])?.first { $0.contains("tcpdump") })
      #expect(try shell(kubectl).last == filter)
    }
    let (process, out) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: try #require(Tcpdump.path))
    process.arguments = ["-y", "LINUX_SLL2", "-d", filter]
    process.standardOutput = out
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && text.count > 100)
  }

  @Test("The text's filter and lines are the same when a shell has read them")
  func text() throws {
    let tool = try Tool(["plan", "svc/nginx-service", "--cluster", Self.cluster])
    let start = try #require(tool.output.range(of: "filter='"))
    let end = try #require(tool.output.range(of: "'", range: start.upperBound..<tool.output.endIndex))
    let filter = tool.output[start.upperBound..<end.lowerBound].split { $0.isWhitespace }.joined(separator: " ")
    #expect(try plan(["svc/nginx-service"])["filter"] as? String == filter)
    for line in tool.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test(
    "A word is one word again, whatever is in it",
    arguments: [
      "plain", "two words", "it's", "$(reboot)", "`id`", "a;b", "", "-n", "\u{1b}[31m", "new\nline", "Ünï", "a\\b", "*",
    ])
  func quoting(_ word: String) throws {
    let quoted = ShellWord.quoted(word)
    #expect(printable(quoted) == quoted)
    #expect(try shell("kubectl x\(quoted)y") == ["x\(word)y"])
  }

  @Test(
    "A file's name is in this folder, and no option", arguments: ["../../etc/x", "-rf", ".", "a b", "\u{1b}", "ok-1.x"])
  func fileNames(_ name: String) {
    let file = ShellWord.fileName(name)
    #expect(!file.contains("/") && !file.hasPrefix("-") && !file.hasPrefix(".") && ShellWord.quoted(file) == file)
  }

  @Test("Hostile names of nodes stay words")
  func hostile() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "plan-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = """
      kind: Node
      metadata: {name: "n'; touch /tmp/owned; '"}
      status: {addresses: [{type: InternalIP, address: 192.168.50.11}]}
      ---
      kind: Service
      metadata: {name: web, namespace: default}
      spec: {type: NodePort, clusterIP: 10.96.0.52, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]}
      """
    try Data(text.utf8).write(to: folder)
    let plan = try plan(["svc/web"], cluster: folder.path)
    let node = try #require((plan["nodes"] as? [[String: Any]])?.first)
    let debug = try #require((node["kubectl"] as? [String])?.first)
    #expect(try shell(debug).prefix(2) == ["debug", "node/n'; touch /tmp/owned; '"])
    #expect(node["capture"] as? String == "n___touch__tmp_owned____any.pcap")
    #expect((plan["notes"] as? [String])?.contains { $0.contains("has no endpoint now") } == true)
  }

  @Test(
    "What cannot be planned, and what next",
    arguments: [
      (["svc/nginx-servic"], Int32(1), "did you mean svc/default/nginx-service?"), (["node/worker-1"], 64, "svc/NAME"),
      (["10.0.0.1"], 64, "svc/NAME"), (["svc/nginx-service", "--from", "worker-9"], 64, "nearest: worker-1, worker-2"),
      (["svc/nginx-service", "--entrance", "zzzzzz"], 64, "they have: worker-1, worker-2"),
    ])
  func wrong(_ arguments: [String], _ status: Int32, _ words: String) throws {
    let tool = try Tool(["plan"] + arguments + ["--cluster", Self.cluster])
    #expect(tool.status == status && tool.output.isEmpty)
    #expect(tool.errors.contains(words), "\(tool.errors)")
    #expect(try Tool(["plan", "svc/web"]).errors.contains("add --cluster FILE"))
  }
}
