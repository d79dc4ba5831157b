import Cluster
import Foundation
import Testing

@testable import hopscope

/// What `--conntrack` makes of its values.
@Suite struct ConntrackFilesTests {
  private func options(_ values: [String]) -> WitnessOptions {
    var options = WitnessOptions()
    options.conntrack = values
    return options
  }

  @Test("The files of a shipped capture are read, each for the node in its name", arguments: Scenario.all)
  func shipped(_ scenario: Scenario) throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: scenario.folder.path).sorted()
      .filter { $0.hasPrefix("conntrack") }
    let paths = files.map { scenario.folder.appending(path: $0).path }
    for map in [try scenario.map(), ServiceMap.empty] {
      let table = try ConntrackFiles.load(options(paths).sources, map: map)
      #expect(Set(table.hosts).isSuperset(of: ["worker-1", "worker-2"]))
      #expect(table.files.map(\.name) == paths)
      for file in table.files { #expect(file.name.hasSuffix("\(file.host).txt")) }
    }
  }

  @Test("HOST=FILE, and = in a path")
  func sources() throws {
    let sources = try options(["n1=a.txt", "./b=c.txt", "-", "n2=-", "n3=x=y"]).sources
    #expect(sources.map(\.host) == ["n1", nil, nil, "n2", "n3"])
    #expect(sources.map(\.path) == ["a.txt", "./b=c.txt", "-", "-", "x=y"])
    #expect(throws: (any Error).self) { try options(["=a.txt"]).sources }
    #expect(throws: (any Error).self) { try options(["n1="]).sources }
    #expect(throws: (any Error).self) { try options(["n1=-", "n2=-"]).validate() }
  }

  @Test(
    "What cannot be read or placed ends the run with a way on",
    arguments: [
      ("conntrack.txt", "--conntrack HOST=conntrack.txt"), ("-", "--conntrack HOST=-"),
      ("n1=/nowhere/at/all.txt", "conntrack -L -o extended > NODE.txt"), ("n1=/dev/null/x", "cannot read"),
    ])
  func failures(value: String, words: String) {
    let failure = #expect(throws: Failure.self) { try ConntrackFiles.load(options([value]).sources, map: .empty) }
    #expect(failure?.sentence.contains(words) == true, "\(failure?.sentence ?? "")")
  }

  @Test("No option, no witness")
  func none() throws { #expect(try ConntrackFiles.load(options([]).sources, map: .empty).isEmpty) }
}
