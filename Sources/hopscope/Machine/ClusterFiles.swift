import Cluster

/// Reads what `--cluster` names: files, folders (their .json, .yaml and .yml files, not deeper), or `-`.
enum ClusterFiles {
  /// The maps of all times that the files speak of; without files one that knows nothing.
  static func loadTimeline(_ sources: [ObjectSource]) throws -> MapTimeline {
    var dumps: [ClusterDump] = []
    for source in sources {
      try FileBytes.use(isFound: source.isFound) {
        for file in try expand(source.path) { dumps.append(try load(file, source.time)) }
      }
    }
    if let reason = DumpOmissions.emptiness(dumps) { throw Failure(sentence: reason) }
    return MapTimeline(dumps)
  }

  private static func load(_ path: String, _ time: Int64?) throws -> ClusterDump {
    let bytes = try FileBytes.read(path, what: "cluster objects", advice: advice)
    var dump = ClusterDump(name: FileBytes.name(of: path), objects: ClusterObjects(), saidTime: time)
    do {
      try ClusterLoader.load(bytes, name: dump.name, into: &dump.objects)
    } catch {
      throw Failure(sentence: error.description)
    }
    return dump
  }

  private static func expand(_ path: String) throws -> [String] {
    guard FolderEntries.isFolder(path) else { return [path] }
    let names = try FolderEntries.names(in: path).filter { isObjectFile($0) && !$0.hasPrefix(".") }
    let files = names.sorted().map { "\(path)/\($0)" }
    guard !files.isEmpty else {
      throw Failure(sentence: "\(path) holds no .json, .yaml or .yml file; name the files with --cluster FILE")
    }
    return files
  }

  static func isObjectFile(_ name: String) -> Bool {
    var word = name.lowercased()
    for packed in [".gz", ".zst"] where word.hasSuffix(packed) { word.removeLast(packed.count) }
    return [".json", ".yaml", ".yml"].contains { word.hasSuffix($0) }
  }

  private static let advice = "make it with: kubectl get nodes,pods,svc,endpointslices -A -o json > cluster.json"
}
