import Cluster

/// Reads what `--cluster` names: files, folders (those of their .json, .yaml and .yml files that hold objects, not deeper),
/// or `-`.
enum ClusterFiles {
  /// The maps of all times that the files speak of; without files one that knows nothing.
  /// - Parameter isQuiet: whether files of a folder that hold no objects are left without a word.
  static func loadTimeline(_ sources: [ObjectSource], isQuiet: Bool = true) throws -> MapTimeline {
    var dumps: [ClusterDump] = []
    for source in sources {
      try FileBytes.use(isFound: source.isFound) {
        for file in try expand(source.path, isQuiet) { dumps.append(try load(file, source.time)) }
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

  private static func expand(_ path: String, _ isQuiet: Bool) throws -> [String] {
    guard FolderEntries.isFolder(path) else { return [path] }
    let names = try FolderEntries.names(in: path).filter { isObjectFile($0) && !$0.hasPrefix(".") }
    let files = names.sorted().map { "\(path)/\($0)" }
    guard !files.isEmpty else {
      throw Failure(sentence: "\(path) holds no .json, .yaml or .yml file; name the files with --cluster FILE")
    }
    let others = files.compactMap { file in reason(file).map { FolderWalk.Left(path: file, reason: $0) } }
    // Where none holds objects, the loader says what is wrong with the first.
    guard others.count < files.count else { return files }
    if !isQuiet { FolderNotes.tell(left: others, in: path) }
    let left = Set(others.map(\.path))
    return files.filter { !left.contains($0) }
  }

  /// What a file in a folder is, if that is something else than objects.
  private static func reason(_ path: String) -> String? {
    switch FirstBytes.content(of: path) {
    case .objects, .packed, nil: nil
    case .capture: "a capture"
    case .conntrack: "conntrack"
    case .links: "ip -j link"
    case .other(let words): words
    }
  }

  static func isObjectFile(_ name: String) -> Bool {
    var word = name.lowercased()
    for packed in [".gz", ".zst"] where word.hasSuffix(packed) { word.removeLast(packed.count) }
    return [".json", ".yaml", ".yml"].contains { word.hasSuffix($0) }
  }

  private static let advice = "make it with: kubectl get nodes,pods,svc,endpointslices -A -o json > cluster.json"
}
