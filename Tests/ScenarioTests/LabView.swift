import Cluster
import Foundation
import Trace
import Wire

/// One lab case seen by some of its taps.
struct LabView: CustomStringConvertible, Sendable {
  let name: String
  /// Nil: all hosts.
  let host: String?
  let isAny: Bool
  let captures: [String]
  /// What these taps must show.
  private(set) var paths: [LabPath]

  var description: String { "\(name), \(isAny ? "n1 any" : host ?? "all taps")" }

  static let root = Scenario.root.appending(path: "../shared/captures/lab").standardizedFileURL
  static let isPresent = FileManager.default.fileExists(atPath: root.appending(path: "cluster.json").path)

  static let documented = Lab.services.merging(Lab.faults) { first, _ in first }

  static let all: [LabView] = documented.keys.sorted().flatMap(views)

  private static func views(of name: String) -> [LabView] {
    let files = captures(of: name)
    let hosts = Set(files.map(host)).sorted()
    let single = files.filter { !$0.hasSuffix("-any.pcap") }
    let any = files.filter { $0.hasSuffix("-any.pcap") }
    let alone = hosts.map { host in
      LabView(name, host: host, isAny: false, single.filter { Self.host($0) == host })
    }
    return [LabView(name, host: nil, isAny: false, single), LabView(name, host: "n1", isAny: true, any)] + alone
  }

  static func captures(of name: String) -> [String] {
    let folder = root.appending(path: name).path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".pcap") }.sorted().map { "\(folder)/\($0)" }
  }

  private static func host(_ path: String) -> String {
    String(path.split(separator: "/").last?.prefix { $0 != "-" } ?? "")
  }

  private init(_ name: String, host: String?, isAny: Bool, _ captures: [String]) {
    self.name = name
    self.host = host
    self.isAny = isAny
    self.captures = captures
    let paths = Self.documented[name] ?? []
    self.paths = host.map { host in paths.compactMap { $0.seen(by: host) } } ?? paths
    // That capture has nothing but the ends of the third connection (frame 30 on).
    if isAny, name == "c1" { self.paths[2].state = .partial }
  }

  static func map() throws -> ServiceMap {
    var read = ClusterObjects()
    let bytes = Array(try Data(contentsOf: root.appending(path: "cluster.json")))
    try ClusterLoader.load(bytes, name: "cluster.json", into: &read)
    return ServiceMap(read)
  }
}

extension LabPath {
  /// What one host's taps show of it; nil when nothing.
  fileprivate func seen(by host: String) -> LabPath? {
    var path = self
    path.legs = legs.compactMap { leg in
      let taps = leg.taps.split(separator: " ").filter {
        $0.drop { $0 == "(" }.hasPrefix(host + "/") || $0.hasSuffix("/-")
      }
      return taps.isEmpty ? nil : LabLeg(leg.tuple, taps.joined(separator: " "))
    }
    let isSeen = path.legs.contains { !$0.taps.hasSuffix("/-") }
    // Where the client's own packets were not seen, nothing says what they were meant for.
    if path.legs.first?.tuple != legs[0].tuple || path.legs.last?.tuple != legs[legs.count - 1].tuple {
      path.service = nil
    }
    return isSeen ? path : nil
  }
}
