import Capture
import Render
import Trace

/// What a live run has lost, by place: looked at several times a second, told at once and then less and less often while it
/// goes on, at least every half minute.
struct LiveLosses {
  private static let shortest: Int64 = 2_000_000_000
  private static let longest: Int64 = 30_000_000_000
  /// A loss is known only after it happened, and so is the packet before it.
  private static let margin: Int64 = 1_000_000_000
  private var known: [LiveCounters] = []
  private var lastLook: Int64?
  private var nextTelling = Int64.min
  private var pause = Self.shortest
  /// Lost since the last telling.
  private var untold: [String: UInt64] = [:]
  private(set) var kernel: UInt64 = 0
  private(set) var interface: UInt64 = 0
  private(set) var queue: UInt64 = 0

  /// - Parameter time: nanoseconds since 1970.
  /// - Returns: whether something was lost since the last time.
  mutating func look(_ capture: LiveCapture, _ input: borrowing LiveInput, _ tracer: inout Tracer, at time: Int64)
    -> Bool
  {
    let counters = capture.counters()
    // A clock may have been set back.
    let span = min(lastLook ?? time, time) - Self.margin...max(lastLook ?? time, time)
    lastLook = time
    var isNew = false
    for (handle, now) in counters.enumerated() {
      let before = known.indices.contains(handle) ? known[handle] : LiveCounters(device: now.device)
      let lost = now.lost &- before.lost
      guard lost > 0 else { continue }
      isNew = true
      kernel &+= now.kernelDrops &- before.kernelDrops
      interface &+= now.interfaceDrops &- before.interfaceDrops
      queue &+= now.queueDrops &- before.queueDrops
      untold[now.device, default: 0] += lost
      // Where no packet of it has come through yet, any tap of this machine stands for it.
      for number in input.interfaces(of: handle).prefix(1) + (input.interfaces.isEmpty ? [] : [0]) {
        tracer.noteLoss(lost, interface: number, during: span)
      }
    }
    known = counters
    return isNew
  }

  /// Packets that were captured, and for which there was no time at the end: all that came after the last one read.
  mutating func noteUnread(_ counts: [Int: UInt64], _ counters: [LiveCounters], _ tracer: inout Tracer, at time: Int64)
  {
    let total = counts.values.reduce(0, &+)
    let last = tracer.latest
    if total > 0, last != .min { tracer.noteLoss(total, interface: 0, during: min(last, time)...max(last, time)) }
    for (handle, count) in counts where count > 0 {
      queue &+= count
      if counters.indices.contains(handle) { untold[counters[handle].device, default: 0] += count }
    }
  }

  /// A sentence, when one is due.
  mutating func words(at machine: Int64) -> String? {
    guard !untold.isEmpty, machine >= nextTelling else { return nil }
    // After a quiet while it is news again.
    pause = nextTelling != .min && machine - nextTelling < Self.longest ? min(2 * pause, Self.longest) : Self.shortest
    nextTelling = machine + pause
    defer { untold = [:] }
    return LossWords.sentence(untold, queue > 0 ? .queue : kernel > 0 ? .kernel : .device)
  }
}
