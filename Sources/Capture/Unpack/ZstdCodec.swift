import CZstd

/// zstd (RFC 8878): one frame after the other, skippable ones between them. Windows up to 128 MiB, as its own tool has it.
@safe final class ZstdCodec: Codec {
  private let context: OpaquePointer?
  private var isBetween = false

  init() { unsafe context = ZSTD_createDCtx() }

  deinit { unsafe ZSTD_freeDCtx(context) }

  func unpack(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> CodecStep {
    var step = CodecStep()
    guard let context = unsafe context else {
      step.failure = .memory
      return step
    }
    while step.produced < target.count {
      var input = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: step.consumed)
      var output = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: step.produced)
      let result = unsafe ZSTD_decompressStream(context, &output, &input)
      let hasMoved = unsafe input.pos > step.consumed || output.pos > step.produced
      step.consumed = unsafe input.pos
      step.produced = unsafe output.pos
      if ZSTD_isError(result) != 0 {
        step.failure = failure(result)
        break
      }
      guard hasMoved else { break }
      isBetween = result == 0
    }
    step.isComplete = isBetween
    return step
  }

  private func failure(_ result: Int) -> PackingProblem.Code {
    switch ZSTD_getErrorCode(result) {
    case ZSTD_error_prefix_unknown: isBetween ? .trailing : .damaged
    case ZSTD_error_checksum_wrong: .checksum
    case ZSTD_error_frameParameter_windowTooLarge: .window
    case ZSTD_error_memory_allocation: .memory
    default: .damaged
    }
  }
}
