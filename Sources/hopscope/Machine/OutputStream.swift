import Glibc

/// Where results go: standard output, or a file that appears under its name only when it is complete.
///
/// Buffered; on a terminal or a pipe every `flush` reaches the reader.
struct OutputStream: ~Copyable {
  private let descriptor: Int32
  private let target: (path: String, temporary: String)?
  private var buffer: [UInt8] = []
  private static let size = 1 << 16
  private var lastFlush = Int64.min
  /// Nanoseconds that a line may wait for others to be written with it.
  private static let longestDelay: Int64 = 50_000_000
  /// Readers of a pipe or terminal want lines as they appear; a file does not mind.
  let isInteractive: Bool

  /// Standard output.
  init() {
    descriptor = 1
    target = nil
    var status = stat()
    isInteractive = fstat(1, &status) != 0 || status.st_mode & S_IFMT != S_IFREG
  }

  /// - Throws: `Failure` when the file cannot be made.
  init(file path: String) throws {
    let temporary = "\(path).\(getpid()).partial"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Failure(sentence: "cannot write \(path): \(SystemError.text); choose another file with -o")
    }
    target = (path, temporary)
    isInteractive = false
  }

  mutating func write(_ bytes: [UInt8]) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.size { try flush() }
  }

  mutating func write(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.size { try flush() }
  }

  /// For readers who wait: the first lines at once, later ones a few at a time.
  mutating func flushIfDue() throws {
    guard isInteractive, !buffer.isEmpty else { return }
    let now = Terminal.monotonic()
    if lastFlush == .min || now - lastFlush > Self.longestDelay { try flush() }
  }

  mutating func flush() throws {
    if isInteractive, !buffer.isEmpty { lastFlush = Terminal.monotonic() }
    var rest = buffer[...]
    if isInteractive && !rest.isEmpty { StatusLine.wipe() }
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR { continue }
        if errno == EPIPE { throw BrokenPipe() }
        let reason = SystemError.text
        discard()
        throw Failure(sentence: "cannot write the output: \(reason); what was written so far is incomplete")
      }
      rest = rest.dropFirst(written)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes what is left and puts a file in its place.
  mutating func close() throws {
    try flush()
    guard let target else { return }
    guard fsync(descriptor) == 0 || errno == EINVAL, rename(target.temporary, target.path) == 0 else {
      let reason = SystemError.text
      discard()
      throw Failure(sentence: "cannot finish \(target.path): \(reason)")
    }
  }

  private func discard() {
    if let target { unlink(target.temporary) }
  }
}

enum SystemError {
  /// What `errno` says, in words.
  static var text: String { String(cString: strerror(errno)) }
}
