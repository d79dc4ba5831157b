import Capture
import Cluster
import Foundation
import Testing
import Trace

@testable import hopscope

/// `hopscope replay` with selectors and filters, as people run it.
@Suite(.enabled(if: Tool.isPresent, "skipped: the program is not beside this test bundle"))
struct SelectCommandTests {
  private static let folder = Scenario.root.appending(path: "captures/nginx-service")
  private static let captures =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?
    .filter { $0.hasSuffix(".pcap") }.sorted().map { folder.appending(path: $0).path } ?? []

  private func replay(_ more: [String]) throws -> Tool {
    try Tool(["replay"] + Self.captures + ["--cluster", Self.folder.appending(path: "cluster.json").path] + more)
  }

  @Test("Some of the paths, and how many of how many")
  func some() throws {
    let one = try replay(["--port", "51514"])
    #expect(one.status == 0)
    #expect(one.output.split(separator: "\n").count == 1)
    #expect(one.errors.contains("128 packets, 3 paths (3 ok, 0 failed)"))
    #expect(one.errors.contains("1 of 3 paths shown"))
    #expect(try replay(["--not", "--port", "51514"]).output.split(separator: "\n").count == 2)
    let json = try replay(["--port", "51514", "-o", "json", "-q"])
    #expect(json.output.contains("\"shown\":1"))
    #expect(try !replay(["-o", "json", "-q"]).output.contains("\"shown\""))
  }

  @Test("Numbers of them, in the order of the output", arguments: [[], ["--sort", "start"]])
  func counts(_ sort: [String]) throws {
    let all = try replay(sort + ["-q"]).output.split(separator: "\n")
    #expect(try replay(sort + ["-q", "--first", "2"]).output.split(separator: "\n") == Array(all.prefix(2)))
    #expect(try replay(sort + ["-q", "--last", "2"]).output.split(separator: "\n") == Array(all.suffix(2)))
    #expect(try replay(sort + ["--first", "2", "-o", "json"]).output.contains("\"shown\":2"))
  }

  @Test("A filter leaves packets out, and says how many")
  func filter() throws {
    let part = try replay(["-q", "-o", "json", "tcp", "port", "30001"])
    #expect(part.status == 0 && part.errors.isEmpty)
    #expect(part.output.contains("\"packets\":60,") && part.output.contains("\"filtered\":68,"))
    let quoted = try replay(["-q", "-o", "json", "tcp port 30001"])
    #expect(quoted.output == part.output)
    #expect(try replay(["udp", "port", "9"]).errors.contains("the filter leaves out every packet"))
  }

  @Test("A filter that hides one side of a translation is warned of; one that hides none is not")
  func cut() throws {
    let warned = try replay(["port", "30001"])
    #expect(warned.errors.contains("warning: of connections to Service default/nginx-service the filter shows"))
    #expect(warned.errors.contains("192.168.49.2:30001, but not 10.244.1.5:80"))
    #expect(try replay(["host", "203.0.113.7"]).errors.contains("but not the node's address that SNAT may make of it"))
    #expect(try replay(["host", "203.0.113.7", "and", "port", "80"]).errors.contains("but not"))
    for whole in [["tcp"], ["not", "port", "22"], ["port 30001 or port 80 or port 30080"], ["udp"]] {
      #expect(try !replay(whole).errors.contains("warning: of connections"), "\(whole)")
    }
  }

  @Test(
    "What is wrong is told before anything is read",
    arguments: [
      (["--service", "ngnix-service"], Int32(64), "nearest: default/nginx-service"),
      (["--state", "broken"], 64, "it takes ok, failed"), (["--first", "0"], 64, "at least 1"),
      (["--first", "1", "--last", "1"], 64, "either --first or --last"), (["--since", "noon"], 64, "is no time"),
      (["tcp", "prot", "80"], 64, "\n  tcp prot 80\n      ^^^^\n  perhaps: tcp port 80\n"),
      (["missing"], 64, "there is no file of the name missing either"), (["missing.pcap"], 1, "no such file"),
      (["--since", "2026-11-25", "--until", "2026-11-24"], 64, "nothing lies between"),
      (["host", "\u{1b}[31m"], 64, "host \\u{1b}[31m"),
    ])
  func wrong(_ more: [String], _ status: Int32, _ words: String) throws {
    let tool = try replay(more)
    #expect(tool.status == status)
    #expect(tool.output.isEmpty)
    #expect(tool.errors.contains(words), "\(tool.errors)")
  }

  @Test("The first one of a large capture is shown without reading the rest")
  func early() throws {
    let scenario = try #require(Scenario.all.first { $0.folder.lastPathComponent == "port-reuse" })
    let tool = try Tool(["replay"] + scenario.captures + ["--first", "1", "-o", "json", "-q"])
    let whole = try Tool(["replay"] + scenario.captures + ["-o", "json", "-q"])
    #expect(try tool.ids() == Array(whole.ids().prefix(1)))
  }
}

/// `--not X` shows what `X` does not, on every shipped capture.
@Suite struct ComplementTests {
  @Test("Of every selector and its reverse each path is in exactly one", arguments: Scenario.all)
  func complement(_ scenario: Scenario) throws {
    let map = try scenario.map()
    let paths = try scenario.paths(map)
    var (chosen, left) = (0, 0)
    for (field, value) in Self.selectors(of: paths, map) {
      let plain = PathSelector([try Criterion(field, value, scope: SelectorScope([]))])
      let reverse = PathSelector([try Criterion(field, "!" + value, scope: SelectorScope([]))])
      for path in paths {
        let (isIn, isOut) = (plain.selects(path, map), reverse.selects(path, map))
        #expect(isIn != isOut, "\(field) \(value) \(path.id)")
        if isIn { chosen += 1 } else { left += 1 }
      }
    }
    #expect(chosen > 0 && left > 0)
  }

  /// Every option, with values that the paths and the map have and one that nothing has.
  private static func selectors(of paths: [Path], _ map: ServiceMap) -> [(SelectorField, String)] {
    var values: [(SelectorField, String)] = []
    let services = Set(map.servicePorts.map { "\($0.namespace)/\($0.name)" }), pods = Set(map.pods.map(\.name))
    for field in [SelectorField.service, .fromService] { values += services.map { (field, $0) } }
    for field in [SelectorField.pod, .fromPod, .toPod] { values += (pods + ["nothing"]).map { (field, $0) } }
    for field in [SelectorField.namespace, .fromNamespace, .toNamespace] {
      values += [(field, "default"), (field, "x")]
    }
    for field in [SelectorField.node, .fromNode, .toNode] { values += [(field, "worker-1"), (field, "x")] }
    let clients = Set(paths.prefix(4).map(\.client))
    for field in [SelectorField.ip, .fromIP, .toIP] { values += clients.map { (field, "\($0.ip)") } }
    for field in [SelectorField.port, .fromPort, .toPort] { values += clients.map { (field, "\($0.port)") } }
    for word in ["tcp", "udp", "icmp"] { values.append((.transport, word)) }
    for word in ["nodePort", "port", "targetPort", "direct"] { values.append((.hop, word)) }
    for word in ["ok", "failed", "open", "closed", "refused", "no-reply"] { values.append((.state, word)) }
    return values
  }
}
