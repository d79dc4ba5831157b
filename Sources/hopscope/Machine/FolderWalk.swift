import Glibc

/// The files of a folder and of the folders in it, in the order of their paths.
///
/// Hidden ones are passed over; folders are entered one deep; links to folders are not followed, and a file that has two
/// names is one file.
struct FolderWalk {
  struct Left {
    var path: String
    var reason: String
  }

  private(set) var files: [String] = []
  /// Not looked into, and why.
  private(set) var left: [Left] = []
  private var seen: [FileIdentity: String] = [:]
  /// Links to files: looked at last, so that a file goes by its own name.
  private var links: [(path: String, file: FileIdentity)] = []

  static let mostFiles = 10_000

  init(_ folder: String) throws {
    let root = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    try enter(root, depth: 0)
    for link in links { try add(link.path, link.file) }
    files.sort()
  }

  private mutating func enter(_ folder: String, depth: Int) throws {
    for name in try FolderEntries.names(in: folder).sorted() where !name.hasPrefix(".") {
      try take(folder == "/" ? "/\(name)" : "\(folder)/\(name)", depth: depth)
    }
  }

  private mutating func take(_ path: String, depth: Int) throws {
    var (own, target) = (stat(), stat())
    guard lstat(path, &own) == 0, stat(path, &target) == 0 else {
      return left.append(Left(path: path, reason: SystemError.text))
    }
    let isLink = own.st_mode & S_IFMT == S_IFLNK
    let identity = FileIdentity(device: UInt64(target.st_dev), number: UInt64(target.st_ino))
    switch target.st_mode & S_IFMT {
    case S_IFDIR where isLink: left.append(Left(path: path, reason: "a link to a folder"))
    case S_IFDIR where depth > 0: left.append(Left(path: path, reason: "a folder deeper than one"))
    case S_IFDIR: try enter(path, depth: depth + 1)
    case S_IFREG where isLink: links.append((path, identity))
    case S_IFREG: try add(path, identity)
    default: left.append(Left(path: path, reason: "no regular file"))
    }
  }

  private mutating func add(_ path: String, _ identity: FileIdentity) throws {
    if let known = seen[identity] { return left.append(Left(path: path, reason: "the same file as \(known)")) }
    guard files.count < Self.mostFiles else {
      throw Failure(
        sentence:
          "\(path): more than \(Self.mostFiles) files lie in this folder; name the captures, or a smaller folder")
    }
    seen[identity] = path
    files.append(path)
  }

  private struct FileIdentity: Hashable {
    var device: UInt64
    var number: UInt64
  }
}

enum FolderEntries {
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return path != "-" && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// As the folder has them, `.` and `..` among them.
  static func names(in folder: String) throws -> [String] {
    guard let handle = opendir(folder) else {
      throw Failure(sentence: "cannot open the folder \(folder): \(SystemError.text)")
    }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      names.append(
        withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names
  }
}
