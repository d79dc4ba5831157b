/// Files that are read as a whole, unpacked where they are gzip or zstd.
public enum WholeFile {
  public enum Problem: Error, Sendable {
    /// In words, lower case, without the file's name.
    case unreadable(String)
    /// It holds more than the limit, unpacked.
    case tooLarge
  }

  /// - Parameters:
  ///   - path: `-` is standard input.
  ///   - limit: bytes, unpacked ones.
  public static func read(_ path: String, limit: Int) throws(Problem) -> [UInt8] {
    let bytes: [UInt8]
    do throws(ReadError) { bytes = try readable(path, limit) } catch { throw .unreadable(words(error)) }
    guard bytes.count <= limit else { throw .tooLarge }
    return bytes
  }

  /// - Returns: more bytes than the limit when there are more.
  private static func readable(_ path: String, _ limit: Int) throws(ReadError) -> [UInt8] {
    let (descriptor, size) = try open(path)
    var source = ByteSource(descriptor: descriptor, owned: path != "-")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(size, limit) + 1)
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { unsafe chunk.deallocate() }
    while bytes.count <= limit, case .bytes(let count) = try unsafe source.read(into: chunk) {
      unsafe bytes.append(contentsOf: chunk[..<count])
    }
    return bytes
  }

  private static func open(_ path: String) throws(ReadError) -> (Int32, Int) {
    do throws(SystemError) {
      let descriptor = path == "-" ? Syscalls.standardInput : try Syscalls.open(path)
      return (descriptor, Int(clamping: max(0, try Syscalls.status(descriptor).size)))
    } catch {
      throw .system(error)
    }
  }

  private static func words(_ error: ReadError) -> String {
    switch error {
    case .system(let error): error.words
    case .packing(let problem): problem.reason
    case .shortened, .replaced: "it changed while it was read"
    }
  }
}
