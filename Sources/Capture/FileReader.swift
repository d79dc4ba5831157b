import Glibc

/// One open file, FIFO or standard input and a window of its bytes.
///
/// ```
///   buffer [ 0 … consumed | tail … end | free … capacity ]
/// ```
/// `fill` moves the tail to the front and reads behind it. Not mmap: a file that another user cuts must not raise SIGBUS,
/// and pipes have no pages (decided by measurement: reading costs the same).
@safe struct FileReader: ~Copyable {
  static let blockSize = 256 << 10

  private(set) var source: ByteSource
  private var buffer: UnsafeMutableRawPointer
  private let block: Int
  private(set) var capacity: Int
  /// Bytes held, consumed ones included.
  private(set) var end = 0
  /// Nil when it cannot be known: pipes.
  let size: UInt64?
  /// As stored: of a packed file, packed bytes.
  var bytesRead: UInt64 { source.bytesRead }

  enum Outcome { case filled, ended, waiting }

  /// - Parameter block: size of the buffer. It doubles while a record does not fit, as bytes really arrive, and shrinks again
  ///   behind it: a file may claim much and a run may have many files.
  init(_ source: consuming ByteSource, size: UInt64?, block: Int = FileReader.blockSize) {
    self.source = source
    self.size = size
    self.block = max(block, 1)
    capacity = self.block
    unsafe buffer = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
  }

  deinit {
    unsafe buffer.deallocate()
  }

  /// The first of the `end` bytes held; valid until the next `fill`.
  var start: UnsafeRawPointer { unsafe UnsafeRawPointer(buffer) }

  /// Drops what is before `offset`, sets it to 0 and reads until `needed` bytes are behind it.
  /// - Returns: whether they are; `ended` when the input is over, `waiting` when they are not there yet.
  mutating func fill(_ needed: Int, _ offset: inout Int) throws(ReadError) -> Outcome {
    moveTail(from: offset)
    offset = 0
    if capacity > block && max(needed, end) < block { resize(to: block) }
    while end < needed {
      if end == capacity { resize(to: capacity * 2) }
      let free = unsafe UnsafeMutableRawBufferPointer(start: buffer + end, count: capacity - end)
      switch try unsafe source.read(into: free) {
      case .bytes(let count): end += count
      case .end: return .ended
      case .waiting: return .waiting
      }
    }
    return .filled
  }

  private mutating func moveTail(from offset: Int) {
    guard offset > 0 else { return }
    unsafe memmove(buffer, buffer + offset, end - offset)
    end -= offset
  }

  /// Keeps the `end` bytes held, which must fit.
  private mutating func resize(to size: Int) {
    let other = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    unsafe memcpy(other, buffer, end)
    unsafe buffer.deallocate()
    unsafe buffer = other
    capacity = size
  }
}
