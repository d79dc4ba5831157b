/// Why bytes of an input cannot be had.
enum ReadError: Error, Hashable, Sendable {
  case system(SystemError)
  case packing(PackingProblem)
  /// A followed file has fewer bytes than were read of it.
  case shortened(UInt64)
  /// The name of a followed file is another file's, and this one does not grow any more.
  case replaced
}
