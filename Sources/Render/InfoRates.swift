import Wire

/// How many packets and bits a second, on the mean and at most. The mean is over the time from the first packet to the last;
/// a second is one of the clock.
struct InfoRates {
  /// Thousandths of packets a second, and bits a second; nil where no time passed.
  let milliPacketsPerSecond: Int64?
  let bitsPerSecond: Int64?
  /// The second with the most packets.
  let peak: (time: Int64, packets: UInt64, bits: UInt64)?
  /// Of any second.
  let mostBits: UInt64
  let isPeakPartial: Bool

  init(_ contents: CaptureContents) {
    let duration = contents.duration ?? 0
    let inventory = contents.inventory
    let seconds = Double(duration) / 1_000_000_000
    milliPacketsPerSecond = duration > 0 ? Int64(saturating: Double(inventory.packets) * 1000 / seconds) : nil
    bitsPerSecond = duration > 0 ? Int64(saturating: Double(inventory.bytes) * 8 / seconds) : nil
    peak = contents.seconds.peak.map { ($0.time, $0.load.packets, $0.load.bytes * 8) }
    mostBits = contents.seconds.mostBytes * 8
    isPeakPartial = contents.seconds.isCut
  }

  var sentence: String {
    var parts: [String] = []
    if let packets = milliPacketsPerSecond, let bits = bitsPerSecond {
      let whole =
        packets >= 10_000 ? SizeText.grouped(Int(packets / 1000)) : "\(packets / 1000).\(packets % 1000 / 100)"
      parts.append("\(whole) packets/s, \(Self.bits(bits))/s")
    }
    if let peak {
      let some = isPeakPartial ? " of the first \(Seconds.most)" : ""
      let time = TimeText.ofDay(peak.time, places: 0).prefix(8)
      parts.append("busiest second\(some) \(time): \(SizeText.grouped(Int(peak.packets))) packets")
      parts.append("most in a second: \(Self.bits(Int64(clamping: mostBits)))")
    }
    return parts.joined(separator: "; ")
  }

  /// `912 bit`, `8.4 kbit`.
  private static func bits(_ count: Int64) -> String {
    let text = SizeText.bytes(Int(count))
    let unit = text.last.flatMap { $0.isLetter ? String($0) : nil } ?? ""
    return "\(text.dropLast(unit.count)) \(unit)bit"
  }
}
