/// A file that somebody writes to while it is read: whether it still is what was opened.
struct FollowedFile {
  /// Nil for standard input.
  private let path: String?
  private var quietSince: Int64?
  /// A writer goes on with a file that was renamed; after so many nanoseconds without a byte it does not.
  private static let patience: Int64 = 2_000_000_000

  init(path: String?) { self.path = path }

  mutating func sawBytes() { quietSince = nil }

  /// Nothing was read at its end.
  mutating func check(_ descriptor: Int32, read: UInt64) throws(ReadError) {
    guard let status = try? Syscalls.status(descriptor) else { return }
    if status.size >= 0, UInt64(status.size) < read { throw .shortened(UInt64(status.size)) }
    guard let path, let named = try? Syscalls.status(path), named.identity != status.identity else {
      quietSince = nil
      return
    }
    let now = Syscalls.monotonic
    let since = quietSince ?? now
    quietSince = since
    if now - since > Self.patience { throw .replaced }
  }
}
