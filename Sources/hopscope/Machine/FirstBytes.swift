import Capture
import Cluster

/// The beginning of a file, unpacked where it is packed, to see what it is.
enum FirstBytes {
  /// - Returns: nil for what is not looked into: pipes, devices and what cannot be read. Whoever reads it will say why.
  static func content(of path: String) -> FileContent? {
    guard let beginning = WholeFile.beginning(path, count: FileContent.window) else { return nil }
    return FileContent(firstBytes: beginning.bytes, isWhole: beginning.isWhole)
  }
}
