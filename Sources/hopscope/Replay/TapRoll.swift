import Capture
import Trace

/// The input's interfaces, as far as the engine knows them: a capture may bring new ones at any packet.
struct TapRoll {
  /// What each interface lost, by run-wide number, as far as it was known before the replay.
  private let losses: [UInt64]
  /// Interfaces that the engine knows.
  private var count = 0
  /// The state of the input that the engine knows.
  private(set) var changes = 0

  init(losses: [UInt64] = []) { self.losses = losses }

  /// Names the interfaces that have appeared since the last time.
  /// - Returns: those.
  mutating func add(_ input: borrowing PacketInput, to tracer: inout Tracer) -> ArraySlice<CaptureInterface> {
    let interfaces = input.interfaces
    let new = interfaces[count...]
    for interface in new {
      tracer.addTap(
        Tap(
          host: interface.host, interface: interface.name, file: interface.file, isOneDevice: interface.isOneDevice))
    }
    count = interfaces.count
    changes = input.changes
    for (number, parts) in input.interfaceParts.enumerated() where parts.count > 1 {
      tracer.locate(parts.map { TapFile(file: $0.file, base: $0.base) }, interface: number)
    }
    Self.noteLosses(losses, &tracer)
    return new
  }

  static func noteLosses(_ losses: [UInt64], _ tracer: inout Tracer) {
    for (position, lost) in losses.enumerated() where lost > 0 { tracer.noteLoss(lost, interface: position) }
  }
}
