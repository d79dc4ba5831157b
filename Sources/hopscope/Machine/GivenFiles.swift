import Cluster

/// What was named on the command line, folders opened, by what is in it.
struct GivenFiles {
  enum Use: Hashable { case capture, objects, conntrack, links }

  struct File {
    var path: String
    var use: Use
    /// The folder that was named; nil for a file that was itself.
    var folder: String?
  }

  private(set) var files: [File] = []
  /// Of folders: what is not used.
  private(set) var left: [(folder: String, entry: FolderWalk.Left)] = []
  private(set) var folders: [String] = []
  /// Why a folder could not be read.
  private(set) var failure: Failure?

  init() {}

  init(_ paths: [String]) {
    for path in paths {
      if FolderEntries.isFolder(path) {
        open(path)
      } else {
        files.append(File(path: path, use: Self.use(ofNamed: path), folder: nil))
      }
    }
  }

  func paths(_ use: Use) -> [String] { files.filter { $0.use == use }.map(\.path) }

  /// Those that lie in folders: what is wrong with them is told, and the rest is used.
  func found(_ use: Use) -> [String] { files.filter { $0.use == use && $0.folder != nil }.map(\.path) }

  /// Those that speak of one host each.
  func hostFiles(_ use: Use) -> [HostFile] {
    files.filter { $0.use == use }.map { HostFile(path: $0.path, isFound: $0.folder != nil) }
  }

  /// Folders in a named one: of `case/worker-1/eth0.pcap` the first two.
  var innerFolders: Set<String> {
    Set(
      files.compactMap { file in
        guard let folder = file.folder, let slash = file.path.lastIndex(of: "/") else { return nil }
        let own = String(file.path[..<slash])
        return own.count > folder.count && own != folder && own + "/" != folder ? own : nil
      })
  }

  private mutating func open(_ folder: String) {
    folders.append(folder)
    do {
      let walk = try FolderWalk(folder)
      left += walk.left.map { (folder, $0) }
      for path in walk.files { take(path, from: folder) }
    } catch {
      failure = failure ?? error as? Failure
    }
  }

  private mutating func take(_ path: String, from folder: String) {
    switch FirstBytes.content(of: path) {
    case .capture, .packed: files.append(File(path: path, use: .capture, folder: folder))
    case .objects: files.append(File(path: path, use: .objects, folder: folder))
    case .conntrack: files.append(File(path: path, use: .conntrack, folder: folder))
    case .links: files.append(File(path: path, use: .links, folder: folder))
    case .other(let words): left.append((folder, FolderWalk.Left(path: path, reason: words)))
    case nil: left.append((folder, FolderWalk.Left(path: path, reason: "it cannot be read")))
    }
  }

  /// Of a file that was named: by what is in it, and by its ending where that says nothing, so that whoever reads it can
  /// say what is wrong.
  private static func use(ofNamed path: String) -> Use {
    switch FirstBytes.content(of: path) {
    case .capture, .packed: .capture
    case .objects: .objects
    case .conntrack: .conntrack
    case .links: .links
    case .other, nil: ClusterFiles.isObjectFile(path) ? .objects : .capture
    }
  }
}
