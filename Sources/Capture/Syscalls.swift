import Glibc

/// A failed system call. Its number is errno's.
struct SystemError: Error, Hashable {
  var number: Int32

  /// For people: lower case, no full stop.
  var words: String {
    switch number {
    case ENOENT: "no such file"
    case EACCES, EPERM: "permission denied"
    case EMFILE, ENFILE: "too many open files: raise the limit with ulimit -n"
    case EIO: "the disk or its connection failed"
    case ENOMEM: "out of memory"
    default: unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    }
  }
}

/// What a path or descriptor is, as far as reading it matters.
struct FileStatus {
  enum Kind { case regular, pipe, directory, terminal, device }
  /// Two paths with equal ones are one file.
  struct Identity: Equatable {
    var device: UInt
    var node: UInt
  }
  var kind: Kind
  var size: Int64
  var identity: Identity
}

/// Every system call of this target, one line each; errors leave as typed values on that line.
enum Syscalls {
  static let standardInput: Int32 = 0

  /// - Parameter waiting: when the path is a FIFO, for a writer.
  static func open(_ path: String, waiting: Bool = true) throws(SystemError) -> Int32 {
    while true {
      let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (waiting ? 0 : O_NONBLOCK))
      if descriptor >= 0 { return descriptor }
      guard errno == EINTR else { throw SystemError(number: errno) }
    }
  }

  static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

  static func status(_ path: String) throws(SystemError) -> FileStatus {
    var raw = stat()
    guard unsafe stat(path, &raw) == 0 else { throw SystemError(number: errno) }
    return FileStatus(raw, isTerminal: false)
  }

  static func status(_ descriptor: Int32) throws(SystemError) -> FileStatus {
    var raw = stat()
    guard unsafe fstat(descriptor, &raw) == 0 else { throw SystemError(number: errno) }
    return FileStatus(raw, isTerminal: isatty(descriptor) == 1)
  }

  /// - Returns: bytes read; 0 at the end of the input, nil when there is nothing yet.
  static func read(_ descriptor: Int32, _ target: UnsafeMutableRawPointer, _ count: Int) throws(SystemError) -> Int? {
    while true {
      let got = unsafe Glibc.read(descriptor, target, count)
      if got >= 0 { return got }
      if errno == EAGAIN { return nil }
      guard errno == EINTR else { throw SystemError(number: errno) }
    }
  }

  /// - Returns: whether all of the buffer was read.
  static func read(_ descriptor: Int32, _ target: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Bool {
    unsafe pread(descriptor, target.baseAddress, target.count, off_t(clamping: offset)) == target.count
  }

  /// Waits until one of the descriptors can be read, the time is over or a signal comes.
  static func wait(_ descriptors: [Int32], milliseconds: Int) {
    var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    _ = unsafe poll(&entries, UInt(entries.count), Int32(clamping: milliseconds))
  }

  /// Waits a second at most until the descriptor takes more.
  static func waitForRoom(_ descriptor: Int32) {
    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = unsafe poll(&entry, 1, 1_000)
  }

  /// Nanoseconds by a clock that only moves forward.
  static var monotonic: Int64 { now(CLOCK_MONOTONIC) }
  /// Nanoseconds since 1970.
  static var realTime: Int64 { now(CLOCK_REALTIME) }

  private static func now(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Whether reading would not wait: bytes are there, or the writer has gone.
  static func isReadable(_ descriptor: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&entry, 1, 0) > 0
  }
}

extension FileStatus {
  fileprivate init(_ raw: stat, isTerminal: Bool) {
    size = Int64(raw.st_size)
    identity = Identity(device: UInt(raw.st_dev), node: UInt(raw.st_ino))
    kind =
      switch raw.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFIFO, S_IFSOCK: .pipe
      default: isTerminal ? .terminal : .device
      }
  }
}
