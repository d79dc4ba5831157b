/// When inputs have nothing more to read.
public enum ReadingMode: Sendable {
  /// Pipes are waited for; the end of a file is its end.
  case toTheEnd
  /// Pipes are not waited for: `PacketInput.step` says so.
  case live
  /// As `live`, and files are expected to grow.
  case following
}
