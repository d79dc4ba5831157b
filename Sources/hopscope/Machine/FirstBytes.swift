import Capture
import Cluster
import Glibc

/// The beginning of a file, unpacked, to see what it is.
enum FirstBytes {
  /// - Returns: nil for what is not looked into: pipes, devices and what cannot be read. Whoever reads it will say why.
  static func content(of path: String) -> FileContent? {
    var status = stat()
    guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let start = try? WholeFile.beginning(path, count: FileContent.window)
    else { return nil }
    return FileContent(firstBytes: start.bytes, isWhole: start.isWhole)
  }
}
