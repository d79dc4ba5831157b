import Capture

/// What captures say they lost. pcapng says it at its end, after the packets that it spoils; so such files are read
/// through once before.
enum DropScan {
  /// - Returns: packets lost, by run-wide number of the interface; empty when no input can say it, or one is a pipe.
  static func losses(_ options: InputOptions, isQuiet: Bool) -> [UInt64] {
    let paths = options.captures
    guard options.isRepeatable, var input = try? PacketInput(paths) else { return [] }
    guard input.inputs.contains(where: { $0.format == .pcapng }) else { return [] }
    var progress = Progress(isQuiet: isQuiet, task: "looking for drops")
    while input.advance() {
      if progress.isDue() { progress.show(input) }
    }
    progress.finish()
    return input.interfaces.map { $0.dropped ?? 0 }
  }
}
