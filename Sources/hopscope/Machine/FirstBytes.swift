import Cluster
import Glibc

/// The beginning of a file, to see what it is.
enum FirstBytes {
  /// - Returns: nil for what is not looked into: pipes, devices and what cannot be opened. Whoever reads it will say why.
  static func content(of path: String) -> FileContent? {
    var status = stat()
    guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: FileContent.window)
    var held = 0
    while held < bytes.count {
      let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + held, $0.count - held) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      held += count
    }
    let isWhole = held < bytes.count
    return FileContent(firstBytes: Array(bytes[..<held]), isWhole: isWhole)
  }
}
