import Glibc

extension FileBytes {
  /// Whether something is there under this name: a file, a folder, a pipe.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
