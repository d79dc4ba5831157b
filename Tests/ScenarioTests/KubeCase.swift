import Cluster
import Foundation

/// One recorded scenario of a real cluster, beside this package, seen by some of its taps.
struct KubeCase: CustomStringConvertible, Sendable {
  let folder: URL
  /// Which taps: `node1 any`, `all interfaces` …
  let view: String
  let captures: [URL]

  var description: String { "\(folder.lastPathComponent), \(view)" }

  static let root = Scenario.root.appending(path: "../shared/captures/kube").standardizedFileURL
  static let isPresent = FileManager.default.fileExists(atPath: root.appending(path: "README.md").path)

  static let all: [KubeCase] = files(in: root).filter(\.hasDirectoryPath).flatMap(views)

  private static func files(in folder: URL) -> [URL] {
    let found = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (found ?? []).sorted { $0.lastPathComponent < $1.lastPathComponent }
  }

  /// Each host alone, by interface and by `any`; then all hosts together, in each way that they were captured.
  private static func views(of folder: URL) -> [KubeCase] {
    let single = files(in: folder.appending(path: "pcap"))
    let several = files(in: folder.appending(path: "pcapng"))
    let (any, interfaces) = (single.filter(\.isAny), single.filter { !$0.isAny })
    var views = [("all interfaces", interfaces), ("all any", any), ("pcapng", several), ("everything", single)]
    for host in Set(single.map(\.host)).sorted() {
      views.append((host, interfaces.filter { $0.host == host }))
      views.append(("\(host) any", any.filter { $0.host == host }))
    }
    return views.filter { !$0.1.isEmpty }.map { KubeCase(folder: folder, view: $0.0, captures: $0.1) }
  }

  /// `HOST_INTERFACE` of every tap; a pcapng file has those of its node that `any` is not.
  var taps: Set<String> {
    Set(
      captures.flatMap { file in
        guard file.pathExtension == "pcapng" else { return [file.stem] }
        return ["eth0", "cni0", "flannel.1"].map { "\(file.stem)_\($0)" }
      })
  }

  func map() throws -> ServiceMap {
    var read = ClusterObjects()
    let file = folder.appending(path: "cluster.json")
    try ClusterLoader.load(Array(try Data(contentsOf: file)), name: "cluster.json", into: &read)
    return ServiceMap(read)
  }

  /// What the kernels of the three nodes said, events and tables.
  func witness() throws -> ConntrackTable {
    var records = ConntrackRecords()
    for file in Self.files(in: folder.appending(path: "conntrack")) {
      try ConntrackText.load(
        Array(try Data(contentsOf: file)), name: file.lastPathComponent, host: file.stem, into: &records)
    }
    return ConntrackTable(records)
  }

  func truth() throws -> KubeTruth {
    try JSONDecoder().decode(KubeTruth.self, from: Data(contentsOf: folder.appending(path: "truth.json")))
  }
}

extension URL {
  fileprivate var stem: String { deletingPathExtension().lastPathComponent }
  /// Of `HOST_INTERFACE.pcap`.
  fileprivate var host: String { String(stem.prefix { $0 != "_" }) }
  fileprivate var isAny: Bool { stem.hasSuffix("_any") }
}
