import Cluster
import Glibc

/// Reads what `--cluster` names: files, folders (their .json, .yaml and .yml files, not deeper), or `-`.
enum ClusterFiles {
  /// The maps of all times that the files speak of; without files one that knows nothing.
  static func loadTimeline(_ sources: [ObjectSource]) throws -> MapTimeline {
    var dumps: [ClusterDump] = []
    for source in sources {
      for file in try expand(source.path) { dumps.append(try load(file, source.time)) }
    }
    return MapTimeline(dumps)
  }

  private static func load(_ path: String, _ time: Int64?) throws -> ClusterDump {
    let bytes = try FileBytes.read(path, what: "cluster objects", advice: advice)
    var dump = ClusterDump(
      name: path == "-" ? "standard input" : path, objects: ClusterObjects(), saidTime: time)
    do {
      try ClusterLoader.load(bytes, name: dump.name, into: &dump.objects)
    } catch {
      throw Failure(sentence: error.description)
    }
    return dump
  }

  private static func expand(_ path: String) throws -> [String] {
    var status = stat()
    guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return [path] }
    let files = try entries(of: path).filter { isObjectFile($0) }.sorted().map { "\(path)/\($0)" }
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

  private static func entries(of folder: String) throws -> [String] {
    guard let handle = opendir(folder) else {
      throw Failure(sentence: "cannot open the folder \(folder): \(SystemError.text)")
    }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  private static let advice = "make it with: kubectl get nodes,pods,svc,endpointslices -A -o json > cluster.json"
}
