import CZlib

/// gzip (RFC 1952): one member after the other, then perhaps zeros up to a full block.
@safe final class GzipCodec: Codec {
  /// On the heap: zlib's state points back to it.
  private let stream: UnsafeMutablePointer<z_stream>
  private let isReady: Bool
  /// A member has ended and the next has not begun.
  private var isBetween = false

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15: the largest window; 16: gzip headers and nothing else.
    let version = unsafe zlibVersion()
    isReady = unsafe inflateInit2_(stream, 15 + 16, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  func unpack(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> CodecStep {
    var step = CodecStep()
    guard isReady else {
      step.failure = .memory
      return step
    }
    while step.failure == nil, step.produced < target.count {
      if isBetween, unsafe !beginMember(source, &step) { break }
      guard unsafe inflate(source, target, &step) else { break }
    }
    step.isComplete = isBetween
    return step
  }

  /// - Returns: false when there is no further member, or not yet.
  private func beginMember(_ source: UnsafeRawBufferPointer, _ step: inout CodecStep) -> Bool {
    while step.consumed < source.count, unsafe source[step.consumed] == 0 { step.consumed += 1 }
    guard step.consumed < source.count else { return false }
    guard unsafe source[step.consumed] == 0x1f else {
      step.failure = .trailing
      return false
    }
    unsafe inflateReset(stream)
    isBetween = false
    return true
  }

  /// - Returns: whether there may be more to do with what is there.
  private func inflate(
    _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer, _ step: inout CodecStep
  ) -> Bool {
    let (present, room) = (source.count - step.consumed, target.count - step.produced)
    let input = unsafe source.baseAddress.map { unsafe $0 + step.consumed }
    let output = unsafe target.baseAddress.map { unsafe $0 + step.produced }
    unsafe stream.pointee.next_in = unsafe UnsafeMutablePointer(
      mutating: input?.assumingMemoryBound(to: UInt8.self))
    unsafe stream.pointee.avail_in = UInt32(present)
    unsafe stream.pointee.next_out = unsafe output?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(room)
    let result = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
    step.consumed += unsafe present - Int(stream.pointee.avail_in)
    step.produced += unsafe room - Int(stream.pointee.avail_out)
    switch result {
    case Z_OK: return true
    case Z_STREAM_END: isBetween = true
    case Z_BUF_ERROR: return false
    case Z_MEM_ERROR: step.failure = .memory
    default: step.failure = saysCheck ? .checksum : .damaged
    }
    return step.failure == nil
  }

  /// zlib's words for a wrong checksum or length: "incorrect data check", "incorrect length check".
  private var saysCheck: Bool {
    guard let words = unsafe stream.pointee.msg else { return false }
    let text = unsafe String(cString: words)
    return text == "incorrect data check" || text == "incorrect length check"
  }
}
