import Foundation
import Testing

@testable import hopscope

/// Options of the tracing commands that must fit each other, as the program tells it.
@Suite(.enabled(if: Tool.isPresent, "skipped: the program is not beside this test bundle"))
struct UsageTests {
  private static let folder = Scenario.root.appending(path: "captures/nginx-service")
  private static let capture = folder.appending(path: "worker-1_eth0.pcap").path
  private static let cluster = folder.appending(path: "cluster.yaml").path
  private static let noon = "2026-11-24T12:00:00Z"

  private func expectUsage(_ arguments: [String], _ words: String) throws {
    let tool = try Tool(arguments)
    #expect(tool.status == 64, "\(tool.errors)")
    #expect(tool.output.isEmpty)
    #expect(tool.errors.contains(words), "\(tool.errors)")
  }

  @Test("--why needs a form with hops", arguments: [[], ["-o", "line"], ["-o", "none"]])
  func why(_ form: [String]) throws {
    try expectUsage(["replay", Self.capture, "--why"] + form, "--why explains paths and their hops")
    let healthy = try Tool(["replay", Self.capture, "--why", "-o", "path", "-q"])
    #expect(healthy.status == 0)
  }

  @Test(
    "A form that there is not, and templates that are wrong, are told with the place",
    arguments: [
      (["-o", "yamll"], "“yamll” is no form. There are line, path, wide"),
      (["-o", "jsonpath={.id"], "at character 1: this { has no }"),
      (["-o", "jsonpath={.hops[?(@.n==1 && @.x)]}"], "at character 17: “&” does not belong into a filter"),
      (["-o", "custom-columns=ID:.id,POD"], "at character 8: a column is NAME:.path"),
      (["-o", "jsonpath-file=/nowhere"], "cannot read the template in /nowhere"),
      (["--sort-by", "starts"], "sort by one of start, end"),
      (["--time-format", "rfc3339", "-o", "csv"], "for -o line, path"),
      (["--by", "node", "-o", "wide"], "--by prints a row for each group"),
    ])
  func forms(_ options: [String], _ words: String) throws {
    try expectUsage(["replay", Self.capture] + options, words)
  }

  @Test(
    "The suffix of a file says the form; a file has neither colours nor a width",
    arguments: ["csv", "yaml", "json", "txt"])
  func files(_ suffix: String) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "hopscope-\(UUID().uuidString).\(suffix)")
    defer { try? FileManager.default.removeItem(at: file) }
    let form = suffix == "txt" ? "path" : suffix
    let written = try Tool(["replay", Self.capture, "-q", "-o", file.path])
    #expect(written.status == 0 && written.output.isEmpty, "\(written.errors)")
    #expect(try String(contentsOf: file, encoding: .utf8) == Tool(["replay", Self.capture, "-q", "-o", form]).output)
  }

  @Test("One --at for each --cluster, for both commands", arguments: [["replay"], ["path", "ab"]])
  func pairing(_ command: [String]) throws {
    let base = command + [Self.capture]
    let two = ["--cluster", Self.cluster, "--cluster", Self.cluster]
    try expectUsage(base + two + ["--at", Self.noon], "There are 1 --at for 2 --cluster")
    try expectUsage(base + ["--at", Self.noon], "There are 1 --at for 0 --cluster")
    try expectUsage(base + ["--cluster", Self.cluster, "--at", "noon"], "is no time")
    try expectUsage(
      base + ["--cluster", Self.cluster, "--at", "other.yaml=\(Self.noon)"], "none of the cluster objects given")
  }

  @Test("Standard input is read only once", arguments: [["replay"], ["path", "ab"]])
  func standardInput(_ command: [String]) throws {
    for rest in [
      ["-", "-"], ["-", "--cluster", "-"], ["-", "--conntrack", "n1=-"],
      [Self.capture, "--cluster", "-", "--conntrack", "-"],
      [Self.capture, "--conntrack", "n1=-", "--conntrack", "n2=-"],
    ] { try expectUsage(command + rest, "Standard input (-) can be read only once.") }
  }

  @Test("Once is enough: capture, objects or conntrack from standard input")
  func onceIsFine() throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: Self.capture))
    let piped = try Tool(["replay", "-", "--tap=-=worker-1/eth0", "-q", "-o", "json"], input: bytes)
    let named = try Tool(["replay", Self.capture, "-q", "-o", "json"])
    #expect(piped.status == 0 && named.status == 0)
    #expect(try !piped.ids().isEmpty)
    #expect(try piped.ids() == named.ids())
    let objects = try Data(contentsOf: URL(fileURLWithPath: Self.cluster))
    #expect(try Tool(["replay", Self.capture, "--cluster", "-", "-q"], input: objects).status == 0)
  }

  @Test(
    "Whose conntrack it is must be known, and readable",
    arguments: [
      (["--conntrack", "-"], Int32(1), "--conntrack HOST=-"),
      (["--conntrack", "n1=/nowhere/at/all.txt"], 1, "cannot read the conntrack entries in /nowhere/at/all.txt"),
      (["--conntrack", "=file"], 64, "write HOST=FILE"), (["--conntrack", "n1="], 64, "write HOST=FILE"),
      (["--conntrack", "n1=\(cluster)"], 1, "Make it on the node with: conntrack -L -o extended"),
    ])
  func conntrack(_ options: [String], _ status: Int32, _ words: String) throws {
    let tool = try Tool(["replay", Self.capture, "-q"] + options)
    #expect(tool.status == status, "\(tool.errors)")
    #expect(tool.output.isEmpty)
    #expect(tool.errors.contains(words), "\(tool.errors)")
    #expect(tool.errors.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
  }
}
