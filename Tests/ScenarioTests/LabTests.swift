import Cluster
import Foundation
import Testing
import Trace

/// The lab's captures, one connection (or fault) each, against what dataplane.md documents.
@Suite(.enabled(if: LabView.isPresent, "skipped: captures/lab is not beside this package"))
struct LabTests {
  @Test("Every documented case has captures, and every case with a folder is documented")
  func exist() throws {
    for name in LabView.documented.keys { #expect(!LabView.captures(of: name).isEmpty, "\(name)") }
    let entries = try FileManager.default.contentsOfDirectory(atPath: LabView.root.path)
    #expect(Set(entries.filter { !$0.contains(".") }) == Set(LabView.documented.keys))
  }

  @Test("Paths, tuples, taps in order and outcome are those documented", arguments: LabView.all)
  func documented(_ view: LabView) throws {
    let paths = try CaptureRun(view.captures, map: LabView.map()).paths
    #expect(paths.count == view.paths.count)
    for expected in view.paths {
      let differences = paths.map { expected.difference(from: $0) }
      #expect(differences.contains(nil), "\(differences.compactMap { $0 })")
    }
  }

  @Test("One node rewrites, in one step for each connection, and it is told which", arguments: LabView.all)
  func translated(_ view: LabView) throws {
    let paths = try CaptureRun(view.captures, map: LabView.map()).paths
    for expected in view.paths {
      let path = try #require(paths.first { expected.difference(from: $0) == nil })
      let (head, tail) = (expected.legs[0].tuple, expected.legs[expected.legs.count - 1].tuple)
      guard head != tail else {
        #expect(path.translations.isEmpty)
        continue
      }
      #expect(path.translations.map(\.kinds) == [Self.kinds(head, tail)])
      #expect(path.translations.map(\.host) == ["n1"])
    }
  }

  private static func kinds(_ head: String, _ tail: String) -> [Translation.Kind] {
    let (before, after) = (head.split(separator: " "), tail.split(separator: " "))
    // Of an echo the identifier is the client's: only its address and SNAT's.
    let isEcho = before[2].hasSuffix(":c")
    return (before[2] == after[2] || isEcho ? [] : [.dnat]) + (before[0] == after[0] ? [] : [.snat])
  }

  @Test("The Service is named where the client's own packets were seen", arguments: LabView.all)
  func named(_ view: LabView) throws {
    let map = try LabView.map()
    let paths = try CaptureRun(view.captures, map: map).paths
    for expected in view.paths where expected.service != nil {
      let path = try #require(paths.first { expected.difference(from: $0) == nil })
      #expect(path.names.service.map { "\(map[$0].namespace)/\(map[$0].name)" } == expected.service)
      #expect(!path.isAmbiguous)
    }
  }

  @Test("A node's own process and its front are not guessed", arguments: ["e8", "e9", "e10"])
  func unobservable(_ name: String) throws {
    let map = try LabView.map()
    let files = LabView.captures(of: name).filter { !$0.hasSuffix("-any.pcap") }
    let path = try #require(try CaptureRun(files, map: map).paths.first)
    #expect(path.front == nil)
    #expect(path.gaps.contains { $0.about == .front && $0.reason == .sourceIsNode })
    #expect(path.names.service == nil)
    let candidates = Set(path.names.candidates.map { map[$0].name })
    #expect(candidates.contains(name == "e9" ? "local" : "remote"))
  }

  @Test("All files together, any among them, make no path more", arguments: LabView.documented.keys.sorted())
  func everything(_ name: String) throws {
    let paths = try CaptureRun(LabView.captures(of: name), map: LabView.map()).paths
    let documented = try #require(LabView.documented[name])
    #expect(paths.count == documented.count)
    for path in paths {
      let isOne = documented.contains { expected in
        var ports: [Character: UInt16] = [:]
        return path.hops.allSatisfy { hop in expected.legs.contains { $0.matches(hop.tuple, &ports) } }
      }
      #expect(isOne, "\(path.id): \(path.hops.map { Pair($0.tuple) })")
    }
  }
}
