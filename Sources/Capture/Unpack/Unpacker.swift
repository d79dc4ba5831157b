import Glibc

/// Packed bytes of a file on their way to being unpacked: a buffer, and the format's codec.
@safe struct Unpacker: ~Copyable {
  private static let size = 128 << 10

  let packing: Packing
  private let codec: any Codec
  private let buffer: UnsafeMutableRawBufferPointer
  private var consumed = 0
  private var end = 0
  /// Before the buffer's first byte, in the packed file.
  private var passed: UInt64 = 0
  private var isComplete = false
  private var failure: PackingProblem.Code?

  /// - Parameter head: the file's first bytes, which were read to know the packing.
  init(_ packing: Packing, head: [UInt8]) {
    self.packing = packing
    codec =
      switch packing {
      case .gzip: GzipCodec()
      case .zstd: ZstdCodec()
      }
    unsafe buffer = .allocate(byteCount: Self.size, alignment: 64)
    unsafe buffer.copyBytes(from: head)
    end = head.count
  }

  deinit { unsafe buffer.deallocate() }

  /// Unpacks what is held.
  /// - Returns: bytes written to `target`; 0: it takes more packed ones.
  mutating func unpack(into target: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
    if let failure { throw problem(failure) }
    let held = unsafe UnsafeRawBufferPointer(rebasing: buffer[consumed..<end])
    let step = unsafe codec.unpack(held, into: target)
    consumed += step.consumed
    isComplete = step.isComplete
    failure = step.failure
    if step.produced == 0, let failure { throw problem(failure) }
    return step.produced
  }

  /// Where the file's next bytes belong; everything held was consumed, or the rest is moved to the front.
  mutating func room() -> UnsafeMutableRawBufferPointer {
    passed += UInt64(consumed)
    if let base = unsafe buffer.baseAddress, consumed > 0 { unsafe memmove(base, base + consumed, end - consumed) }
    end -= consumed
    consumed = 0
    return unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[end...])
  }

  mutating func take(_ count: Int) { end += count }

  /// The file is over.
  func finish() throws(ReadError) {
    if !isComplete { throw problem(.truncated) }
  }

  private func problem(_ code: PackingProblem.Code) -> ReadError {
    .packing(PackingProblem(packing: packing, code: code, byteOffset: passed + UInt64(consumed)))
  }
}
