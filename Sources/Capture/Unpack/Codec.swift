/// Unpacks one format, piece by piece.
protocol Codec: AnyObject {
  /// - Parameters:
  ///   - source: packed bytes that follow those consumed before; may be empty.
  ///   - target: where to put unpacked ones; not empty.
  func unpack(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> CodecStep
}

struct CodecStep {
  var consumed = 0
  var produced = 0
  /// Everything that was begun has ended: the file may end here.
  var isComplete = false
  var failure: PackingProblem.Code?
}
