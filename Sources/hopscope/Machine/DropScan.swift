import Capture

/// What captures say they lost. pcapng says it at its end, after the packets that it spoils: small ones are read through
/// once before, of large ones only the end is read, so that the first line does not wait for all of it.
enum DropScan {
  /// Bytes of all captures together that are read through.
  private static let smallSize: UInt64 = 16 << 20

  /// - Returns: packets lost, by run-wide number of the interface; empty when no input can say it, or one is a pipe.
  static func losses(_ options: InputOptions) -> [UInt64] {
    guard options.isRepeatable, var input = try? PacketInput(options.captures) else { return [] }
    guard input.inputs.contains(where: { $0.format == .pcapng }) else { return [] }
    guard let size = input.totalBytes, size <= smallSize else { return ends(input) }
    while input.advance() {}
    return input.interfaces.map { $0.dropped ?? 0 }
  }

  private static func ends(_ input: borrowing PacketInput) -> [UInt64] {
    let known = input.lossesAtEnds()
    return (0..<input.interfaceCount).map { known[$0] ?? 0 }
  }
}
