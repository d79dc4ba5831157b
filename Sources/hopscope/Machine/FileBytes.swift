import Glibc

/// Whole files that are small beside captures: cluster objects, conntrack tables.
enum FileBytes {
  private static let largest = 1 << 30

  /// - Parameters:
  ///   - path: `-` is standard input.
  ///   - what: what should be in it, for sentences: "cluster objects".
  ///   - advice: how to make such a file.
  static func read(_ path: String, what: String, advice: String) throws -> [UInt8] {
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(sentence: "cannot read the \(what) in \(path): \(SystemError.text); \(advice)")
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
      guard bytes.count <= largest else {
        throw Failure(sentence: "\(path) is larger than 1 GiB: too large for \(what)")
      }
    }
  }
}
