import Foundation
import Render
import Testing
import Trace

@testable import hopscope

/// `hopscope diagnose`: forms, exit codes, and the pages that it prints.
@Suite(.enabled(if: Tool.isPresent, "skipped: the program is not beside this test bundle"))
struct DiagnoseCommandTests {
  private static func arguments(_ name: String) throws -> [String] {
    let scenario = try #require(Scenario.all.first { $0.folder.lastPathComponent == name })
    return scenario.captures + ["--cluster", scenario.objects.path, "-q", "--color", "never"]
  }

  private static func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").compactMap {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
  }

  @Test("Where all is well one sentence says so, and what it covers; --fail-on does not match") func well() throws {
    let tool = try Tool(["diagnose", "--fail-on", "warning"] + Self.arguments("nginx-service"))
    #expect(tool.status == 0 && tool.errors.isEmpty)
    #expect(tool.output.hasPrefix("Nothing wrong was found"))
    #expect(tool.output.contains("judged 3 connections (3 ok, 0 failed)"))
    #expect(tool.output.contains("\nWhat is well\n  SERVICE                ENTRANCE"))
    #expect(!tool.output.contains("\nFailed, and no finding explains it"))
  }

  @Test("json: findings of their schema, then the summary alone; yaml has the same documents") func json() throws {
    for name in ["nginx-service", "no-endpoints"] {
      let tool = try Tool(["diagnose", "-o", "json"] + Self.arguments(name))
      let objects = try Self.objects(tool.output)
      let schemas = objects.map { $0["schema"] as? String }
      #expect(schemas.last == "hopscope.summary/1" && schemas.dropLast().allSatisfy { $0 == "hopscope.finding/1" })
      let summary = try #require(objects.last)
      for key in ["healthy", "unexplained", "cannotProve", "cannot-conclude"] {
        #expect(summary[key] is [Any], "\(key)")
      }
      let yaml = try Tool(["diagnose", "-o", "yaml"] + Self.arguments(name))
      #expect(yaml.output.split(separator: "\n").count { $0 == "---" } == objects.count)
    }
  }

  @Test("A file by its suffix, complete or not there") func file() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hopscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (suffix, begin) in [("json", "{\"schema\""), ("txt", "Nothing wrong"), ("yaml", "---\n")] {
      let path = folder.appending(path: "out.\(suffix)").path
      let tool = try Tool(["diagnose", "-o", path] + Self.arguments("nginx-service"))
      #expect(tool.status == 0 && tool.output.isEmpty)
      #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix(begin))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
  }

  @Test("Selectors: connections that are not asked for are not counted") func selected() throws {
    let all = try Self.arguments("nginx-service")
    let tool = try Tool(["diagnose", "--hop", "nodePort"] + all)
    let paths = try Tool(["replay", "--hop", "nodePort", "-o", "json"] + all).paths()
    #expect(tool.output.contains("judged \(paths.count) connection"))
  }

  @Test("A refused targetPort: exit code 4 when asked, and the fields that programs read") func found() throws {
    let given = try Self.arguments("wrong-targetport")
    #expect(try Tool(["diagnose"] + given).status == 0)
    for severity in ["error", "warning"] {
      let tool = try Tool(["diagnose", "--fail-on", severity, "-o", "json"] + given)
      #expect(tool.status == 4 && tool.errors.isEmpty)
      let finding = try #require(try Self.objects(tool.output).first)
      #expect(finding["id"] as? String == "target-port-refused" && finding["code"] as? String == "F02")
      #expect(finding["severity"] as? String == "error" && finding["count"] as? Int == 2)
      #expect(finding["service"] as? [String: String] == ["namespace": "default", "name": "nginx-service"])
      let evidence = try #require(finding["evidence"] as? [[String: Any]])
      #expect(evidence.contains { ($0["file"] as? String)?.hasSuffix(".pcap") == true && $0["packet"] is Int })
      #expect(Set(finding["paths"] as? [String] ?? []) == Set(try Tool(["replay", "-o", "json"] + given).ids()))
    }
  }

  @Test("4 wins over 3, and what was asked for decides") func damaged() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hopscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let scenario = try #require(Scenario.all.first { $0.folder.lastPathComponent == "wrong-targetport" })
    for capture in scenario.captures {
      let bytes = try Data(contentsOf: URL(filePath: capture))
      let name = URL(filePath: capture).lastPathComponent
      try bytes.dropLast(name.hasPrefix("client") ? 5 : 0).write(to: folder.appending(path: name))
    }
    let given = ["diagnose", folder.path, "--cluster", scenario.objects.path, "-q"]
    #expect(try Tool(given).status == 3)
    #expect(try Tool(given + ["--fail-on", "error"]).status == 4)
    #expect(try Tool(given + ["--fail-on", "error", "--state", "ok"]).status == 3)
  }

  @Test("Paths say what they show: ids in json, a line in -o path; lines and tables judge nothing") func elsewhere()
    throws
  {
    let given = try Self.arguments("wrong-targetport")
    let paths = try Tool(["replay", "-o", "json"] + given).paths()
    #expect(paths.map { $0["findings"] as? [String] } == [["target-port-refused"], ["target-port-refused"]])
    let line = "    ! Pod refuses connections on the targetPort  F02 target-port-refused\n"
    #expect(try Tool(["replay", "-o", "path"] + given).output.components(separatedBy: line).count == 3)
    let id = try #require(paths[0]["id"] as? String)
    #expect(try Tool(["path", id] + given).output.contains(line))
    #expect(try Tool(["replay", "-o", "jsonpath={.findings[*]}"] + given).output.hasPrefix("target-port-refused\n"))
    for form in ["line", "wide", "csv", "table"] {
      #expect(try !Tool(["replay", "-o", form] + given).output.contains("F02"), "\(form)")
    }
  }

  @Test("--fail-on counts what is at least so grave") func failOn() {
    #expect(FailOn.error.matches(.error) && !FailOn.error.matches(.warning) && !FailOn.error.matches(nil))
    #expect(FailOn.warning.matches(.error) && FailOn.warning.matches(.warning))
    #expect(!FailOn.warning.matches(.note) && !FailOn.warning.matches(.explanation) && !FailOn.warning.matches(nil))
  }

  @Test("--explain by code or id, in any case; all pages of one code; no capture is needed")
  func explain() throws {
    let one = try Tool(["diagnose", "--explain", "No-Ready-Endpoints"])
    #expect(one.status == 0 && one.output.hasPrefix("F01 no-ready-endpoints: Service has no ready endpoints\n\n"))
    #expect(try Tool(["diagnose", "--explain", "f01"]).output == one.output)
    let two = try Tool(["diagnose", "--explain", "F34"]).output
    #expect(two.contains("F34 selector-matches-nothing: ") && two.contains("\nF34 named-target-port-missing: "))
  }

  @Test(
    "An unknown id: the nearest ones, or where all are",
    arguments: [
      ("no-redy-endpoints", "did you mean no-ready-endpoints?"), ("F99", "codes are F01 to F68"),
      ("\u{1b}[31m", "docs/findings.md lists the ids"),
    ])
  func unknown(_ word: String, _ hint: String) throws {
    let tool = try Tool(["diagnose", "--explain", word])
    #expect(tool.status == 64 && tool.output.isEmpty)
    #expect(tool.errors.hasPrefix("error: there is no finding “") && tool.errors.contains(hint))
    #expect(!tool.errors.contains("\u{1b}"))
  }

  @Test(
    "What cannot be meant is wrong usage",
    arguments: [
      ([], "nothing to read"), (["x.pcap", "--first", "3"], "judged together"),
      (["x.pcap", "--follow"], "leave --follow away"),
      (["x.pcap", "-o", "wide"], "is no form"), (["x.pcap", "--fail-on", "note"], "--fail-on"),
    ] as [([String], String)])
  func usage(_ arguments: [String], _ words: String) throws {
    let tool = try Tool(["diagnose"] + arguments)
    #expect(tool.status == 64 && tool.errors.contains(words), "\(tool.errors)")
  }
}
