import Cluster
import Glibc

/// Reads what `--cluster` names: files, folders (their .json, .yaml and .yml files, not deeper), or `-`.
enum ClusterFiles {
  static func load(_ paths: [String]) throws -> ServiceMap {
    guard !paths.isEmpty else { return .empty }
    var objects = ClusterObjects()
    for path in paths {
      for file in try expand(path) { try load(file, into: &objects) }
    }
    return ServiceMap(objects)
  }

  private static func load(_ path: String, into objects: inout ClusterObjects) throws {
    let bytes = try FileBytes.read(path, what: "cluster objects", advice: advice)
    do {
      try ClusterLoader.load(bytes, name: path == "-" ? "standard input" : path, into: &objects)
    } catch {
      throw Failure(sentence: error.description)
    }
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

  private static let advice = "make it with: kubectl get nodes,pods,svc,endpointslices -A -o json > cluster.json"
}
