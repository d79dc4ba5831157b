import Cluster
import Glibc

/// Reads what `--cluster` names: files, folders (their .json, .yaml and .yml files, not deeper), or `-`.
enum ClusterFiles {
  private static let largest = 1 << 30

  /// The maps of all times that the files speak of; without files one that knows nothing.
  static func loadTimeline(_ sources: [ObjectSource]) throws -> MapTimeline {
    var dumps: [ClusterDump] = []
    for source in sources {
      for file in try expand(source.path) { dumps.append(try load(file, source.time)) }
    }
    return MapTimeline(dumps)
  }

  private static func load(_ path: String, _ time: Int64?) throws -> ClusterDump {
    let bytes = try read(path)
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
    [".json", ".yaml", ".yml"].contains { name.lowercased().hasSuffix($0) }
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

  private static func read(_ path: String) throws -> [UInt8] {
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(sentence: "cannot read the cluster objects in \(path): \(SystemError.text); \(advice)")
    }
    defer { if path != "-" { close(descriptor) } }
    var bytes: [UInt8] = []
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_size > 0 { bytes.reserveCapacity(min(status.st_size, largest) + 1) }
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Failure(sentence: "cannot read \(path): \(SystemError.text); \(advice)") }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= largest else { throw Failure(sentence: "\(path) is larger than 1 GiB: not a cluster dump") }
    }
  }

  private static let advice = "make it with: kubectl get nodes,pods,svc,endpointslices -A -o json > cluster.json"
}
