/// What the screen asks of the program around it.
public enum TopAction: Equatable, Sendable {
  case quit
  /// Ctrl-Z: the shell again, for a while.
  case suspend
  /// All cells anew: something else wrote onto the terminal.
  case redraw
  /// The packets of these paths are to be written to a file; `filter` is what selects them in Wireshark.
  case write(paths: [String], filter: String)
}
