import Cluster
import Foundation
import Testing

/// The files that real kernels wrote, ours and those beside the package: every line is understood.
@Suite struct ConntrackCaptureTests {
  static let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
  static let cluster = package.appending(path: "../shared/captures/kube").standardizedFileURL
  static let isPresent = FileManager.default.fileExists(atPath: cluster.path)

  @Test("The shipped captures' files")
  func shipped() throws {
    let files = try Self.files(under: Self.package.appending(path: "captures")).filter {
      $0.lastPathComponent.hasPrefix("conntrack") && $0.pathExtension == "txt"
    }
    #expect(files.count >= 38)
    for file in files { try check(file) }
  }

  @Test(
    "A real cluster's files", .enabled(if: isPresent, "skipped: the cluster's captures are not beside this package"))
  func realCluster() throws {
    let files = try Self.files(under: Self.cluster).filter {
      $0.deletingLastPathComponent().lastPathComponent == "conntrack"
    }
    #expect(files.count == 42)
    for file in files { try check(file) }
  }

  /// Every connection that the dump and the events of one node both know by number has the same tuples in both.
  @Test(
    "Dump and events of a node agree",
    .enabled(if: isPresent, "skipped: the cluster's captures are not beside this package"))
  func agreement() throws {
    var compared = 0
    for dump in try Self.files(under: Self.cluster) where dump.pathExtension == "list" {
      let listed = try table(dump)
      let told = try table(dump.deletingPathExtension().appendingPathExtension("events"))
      for index in 0..<listed.count {
        let entry = listed[index]
        let candidates = told.entries(original: entry.original, at: .max / 2)
        #expect(candidates.allSatisfy { $0.end == nil }, "the dump was made after the events")
        compared += candidates.filter { $0.reply == entry.reply }.count
        #expect(
          candidates.isEmpty || candidates.contains { $0.reply == entry.reply }, "\(dump.path) line \(entry.line)")
      }
    }
    #expect(compared > 250)
  }

  private func check(_ file: URL) throws {
    let read = try table(file).files[0]
    #expect(read.malformed == 0, "\(file.path): \(read.problems)")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    let expected = lines.contains { $0.hasPrefix("[") } ? connections(lines) : entries(lines)
    #expect(read.entries + read.skipped == expected, "\(file.path)")
  }

  /// Lines of a dump that are not conntrack's own. An entry that the banner tore apart is two of them.
  private func entries(_ lines: [String]) -> Int {
    let torn = lines.filter { $0.contains("conntrack v") && !$0.hasPrefix("conntrack v") }
    return lines.filter { !$0.hasPrefix("conntrack v") && !$0.hasPrefix("NOTICE") }.count - torn.count
  }

  /// Events that begin one, and numbers that never did.
  private func connections(_ lines: [String]) -> Int {
    let news = lines.filter { $0.contains("[NEW]") }
    func numbers(_ lines: [String]) -> Set<String> {
      Set(lines.compactMap { $0.split(separator: " ").last { $0.hasPrefix("id=") }.map(String.init) })
    }
    return news.count + numbers(lines).subtracting(numbers(news)).count
  }

  private func table(_ file: URL) throws -> ConntrackTable {
    var records = ConntrackRecords()
    try ConntrackText.load([UInt8](Data(contentsOf: file)), name: file.lastPathComponent, host: "n", into: &records)
    return ConntrackTable(records)
  }

  private static func files(under folder: URL) throws -> [URL] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    return paths.map { folder.appending(path: $0) }
  }
}
