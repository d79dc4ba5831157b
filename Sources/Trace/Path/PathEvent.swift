/// Why a path is told. Raw values are the words of `hopscope.path/1`.
public enum PathEvent: String, Sendable {
  /// It is known, or has failed, and may go on.
  case open
  /// It was told before, and is not as it was.
  case update
  /// It is complete.
  case close
}
