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

  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private var buffer: UnsafeMutableRawPointer
  private let block: Int
  private(set) var capacity: Int
  /// Bytes held, consumed ones included.
  private(set) var end = 0
  /// Nil when it cannot be known: pipes.
  let size: UInt64?
  private(set) var bytesRead: UInt64 = 0

  /// - Parameter block: size of the buffer. It doubles while a record does not fit, as bytes really arrive, and shrinks again
  ///   behind it: a file may claim much and a run may have many files.
  init(descriptor: Int32, owned: Bool, size: UInt64?, block: Int = FileReader.blockSize) {
    self.descriptor = descriptor
    ownsDescriptor = owned
    self.size = size
    self.block = max(block, 1)
    capacity = self.block
    unsafe buffer = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
  }

  deinit {
    if ownsDescriptor { Syscalls.close(descriptor) }
    unsafe buffer.deallocate()
  }

  /// The first of the `end` bytes held; valid until the next `fill`.
  var start: UnsafeRawPointer { unsafe UnsafeRawPointer(buffer) }

  /// Drops what is before `offset`, sets it to 0 and reads until `needed` bytes are behind it.
  /// - Returns: false when the input ended before.
  mutating func fill(_ needed: Int, _ offset: inout Int) throws(SystemError) -> Bool {
    moveTail(from: offset)
    offset = 0
    if capacity > block && max(needed, end) < block { resize(to: block) }
    while end < needed {
      if end == capacity { resize(to: capacity * 2) }
      let got = try unsafe Syscalls.read(descriptor, buffer + end, capacity - end)
      if got == 0 { return false }
      end += got
      bytesRead += UInt64(got)
    }
    return true
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
