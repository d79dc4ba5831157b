import Cluster
import Foundation
import Testing

@testable import hopscope

/// Which time belongs to which dump on the command line.
@Suite struct MapOptionsTests {
  private static let ten = "2026-11-24T10:00:00Z"
  private static let eleven = "2026-11-24T11:00:00Z"
  private static func time(_ text: String) -> Int64? { TimeParser.time(text) }

  private func sources(_ arguments: [String], _ others: [String] = []) throws -> [ObjectSource] {
    try MapOptions.parse(arguments).sources(others)
  }

  @Test("The first --at belongs to the first --cluster, the second to the second")
  func inOrder() throws {
    let arguments = ["--cluster", "a.json", "--at", Self.ten, "--cluster", "b.json", "--at", "1795518000"]
    #expect(
      try sources(arguments, ["c.yaml"]) == [
        ObjectSource(path: "a.json", time: Self.time(Self.ten)),
        ObjectSource(path: "b.json", time: Self.time(Self.eleven)), ObjectSource(path: "c.yaml"),
      ])
  }

  @Test("A file may be named, in any order, also one given among the captures; the name may hold a =")
  func named() throws {
    let arguments = [
      "--cluster", "a.json", "--cluster", "b=1.json", "--at", "b=1.json=\(Self.ten)", "--at", "c.yaml=\(Self.eleven)",
    ]
    #expect(
      try sources(arguments, ["c.yaml"]) == [
        ObjectSource(path: "a.json"), ObjectSource(path: "b=1.json", time: Self.time(Self.ten)),
        ObjectSource(path: "c.yaml", time: Self.time(Self.eleven)),
      ])
  }

  @Test("The healthy twin: without --at no dump has a time")
  func none() throws {
    #expect(
      try sources(["--cluster", "a.json"], ["b.yaml"]) == [ObjectSource(path: "a.json"), ObjectSource(path: "b.yaml")])
    #expect(try sources([]).isEmpty)
  }

  @Test(
    "What does not fit is wrong usage, in a sentence that says how to do it",
    arguments: [
      (["--cluster", "a", "--at", "yesterday"], "is no time: say 2026-11-24T10:15:00Z"),
      (["--cluster", "a", "--at", "2026"], "is no time"), (["--cluster", "a", "--at", "a="], "is no time"),
      (["--cluster", "a", "--at", "=\(ten)"], "is no time"),
      (["--cluster", "a", "--at", ten, "--at", eleven], "There are 2 --at for 1 --cluster"),
      (["--cluster", "a", "--cluster", "b", "--at", ten], "There are 1 --at for 2 --cluster"),
      (["--at", ten], "There are 1 --at for 0 --cluster"),
      (["--cluster", "a", "--cluster", "b", "--at", ten, "--at", "b=\(ten)"], "Some --at name a file and some do not"),
      (["--cluster", "a", "--at", "b=\(ten)"], "--at names b, which is none of the cluster objects given"),
      (["--cluster", "a", "--at", "a=\(ten)", "--at", "a=\(eleven)"], "gives a two times"),
    ])
  func wrong(arguments: [String], reason: String) {
    let error = #expect(throws: (any Error).self) { try sources(arguments) }
    #expect(error.map { MapOptions.message(for: $0).contains(reason) } == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test("Files are loaded with their times; a folder's time is that of its files")
  func load() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder.appending(path: "early"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ name: String, _ text: String) throws -> String {
      let file = folder.appending(path: name)
      try Data(text.utf8).write(to: file)
      return file.path
    }
    _ = try write("early/pod.yaml", "kind: Pod\nmetadata: {name: first}\nstatus: {podIP: 10.244.1.9}\n")
    _ = try write("early/node.yml", "kind: Node\nmetadata: {name: n1}\n")
    _ = try write("early/truth.json", #"{"paths": []}"#)
    let late = try write("late.json", #"{"kind":"Pod","metadata":{"name":"second"},"status":{"podIP":"10.244.1.9"}}"#)
    let arguments = [
      "--cluster", folder.appending(path: "early").path, "--cluster", late, "--at", Self.ten, "--at", Self.eleven,
    ]
    let timeline = try ClusterFiles.loadTimeline(sources(arguments))
    #expect(timeline.count == 2)
    #expect(timeline[0].pods.map(\.name) == ["first"])
    #expect(timeline[1].pods.map(\.name) == ["second"])
    #expect(timeline[1].nodes.map(\.name) == ["n1"])
    #expect(timeline.versions[1].from == Self.time(Self.eleven))
    #expect(try ClusterFiles.loadTimeline([]).isEmpty)
    #expect(throws: Failure.self) { try ClusterFiles.loadTimeline([ObjectSource(path: "/nowhere/at/all")]) }
  }
}
