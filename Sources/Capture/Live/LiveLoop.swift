import Glibc

/// What the capture thread does: looks at every handle that has something, fills blocks, counts.
struct LiveLoop {
  /// Packets of one handle before the others have their turn.
  private static let packetsPerTurn = 16_384
  /// The same while stopping.
  private static let packetsAtEnd = 256
  private static let idleMilliseconds: Int32 = 100
  private static let countEvery: Int64 = 250_000_000
  /// What stopping may take in all, in nanoseconds.
  private static let longestEnd: Int64 = 700_000_000

  private struct Source {
    let handle: LiveHandle
    let number: Int
    var counters: LiveCounters
    /// What poll(2) said of it.
    var isReady = true
    /// Packets of until then are wanted (since 1970), and waited for until then (monotonic).
    var closing: (last: Int64, deadline: Int64)?
  }

  private let capture: LiveCapture
  private let commandDescriptor: Int32
  private var sources: [Source] = []
  private var polled: [pollfd] = []
  private var filler: BlockFiller
  private var nextCount: Int64 = 0

  init(_ capture: LiveCapture, commandDescriptor: Int32) {
    self.capture = capture
    self.commandDescriptor = commandDescriptor
    filler = BlockFiller(capture.store)
  }

  /// Waits for packets or commands, and sees to them.
  mutating func turn() {
    obey()
    let isClosing = sources.contains { $0.closing != nil }
    wait(milliseconds: isClosing ? LiveHandle.blockMilliseconds / 2 : Self.idleMilliseconds)
    var index = 0
    while index < sources.count {
      if let closing = sources[index].closing {
        if drainUntil(closing.last, index) || Syscalls.monotonic >= closing.deadline {
          close(index)
        } else {
          index += 1
        }
      } else if sources[index].isReady, let end = drain(index, most: Self.packetsPerTurn) {
        remove(index, because: end)
      } else {
        index += 1
      }
    }
    capture.wake()
    count(isDue: Syscalls.monotonic >= nextCount)
  }

  /// Takes what the kernel holds of the time before the end.
  mutating func finish(at time: Int64) {
    obey()
    let deadline = Syscalls.monotonic + Self.longestEnd
    // A block that is not full is handed over only when its time is up.
    let quiet = Int64(LiveHandle.blockMilliseconds) * 3 * 1_000_000
    var lastPacket = Syscalls.monotonic
    while Syscalls.monotonic < min(deadline, lastPacket + quiet), !sources.isEmpty {
      wait(milliseconds: LiveHandle.blockMilliseconds / 2)
      for index in sources.indices.reversed() where sources[index].isReady {
        let before = sources[index].counters.taken
        let isLater = drainUntil(time, index)
        if sources[index].counters.taken > before { lastPacket = Syscalls.monotonic }
        if isLater { close(index) }
      }
      capture.wake()
    }
    for index in sources.indices.reversed() { close(index) }
  }

  private mutating func obey() {
    for command in capture.takeCommands() {
      switch command {
      case .add(let handle, let number):
        sources.append(Source(handle: handle, number: number, counters: LiveCounters(device: handle.device)))
      case .close(let number):
        guard let index = sources.firstIndex(where: { $0.number == number }) else { continue }
        // The kernel's block that is not full comes when its time is up.
        sources[index].closing = (
          Syscalls.realTime, Syscalls.monotonic + Int64(LiveHandle.blockMilliseconds) * 3 * 1_000_000
        )
      case .filter(let expression):
        for source in sources { refilter(source, expression) }
      }
    }
    polled = [pollfd(fd: commandDescriptor, events: Int16(POLLIN), revents: 0)]
    for source in sources { polled.append(pollfd(fd: source.handle.descriptor, events: Int16(POLLIN), revents: 0)) }
  }

  private func refilter(_ source: Source, _ expression: String) {
    do { try source.handle.setFilter(expression) } catch {
      capture.tell(
        LiveEvent(handle: source.number, device: source.handle.device, kind: .filterRefused(error.message)))
    }
  }

  private mutating func wait(milliseconds: Int32) {
    if polled.count != sources.count + 1 { obey() }
    let ready = unsafe poll(&polled, UInt(polled.count), milliseconds)
    for index in sources.indices { sources[index].isReady = ready > 0 && polled[index + 1].revents != 0 }
    if ready > 0, polled[0].revents != 0 { LiveCapture.silence(commandDescriptor) }
  }

  /// Takes packets of one handle.
  /// - Returns: why it can be read no more; nil when all is well.
  private mutating func drain(_ index: Int, most: Int) -> String? {
    let reading = sources[index].handle.read(into: &filler, number: sources[index].number, most: most)
    note(reading, index)
    return reading.end
  }

  /// - Returns: whether a packet later than that was there: few of those are taken, too.
  private mutating func drainUntil(_ time: Int64, _ index: Int) -> Bool {
    while true {
      let reading = sources[index].handle.read(
        into: &filler, number: sources[index].number, most: Self.packetsAtEnd)
      note(reading, index)
      if reading.last > time { return true }
      if reading.isEmpty { return false }
    }
  }

  private mutating func note(_ reading: LiveHandle.Reading, _ index: Int) {
    filler.finish(handle: sources[index].number)
    sources[index].counters.taken &+= reading.taken
    sources[index].counters.queueDrops &+= reading.dropped
  }

  private mutating func remove(_ index: Int, because words: String) {
    let (number, device) = (sources[index].number, sources[index].handle.device)
    close(index)
    capture.tell(LiveEvent(handle: number, device: device, kind: .ended(words)))
  }

  private mutating func close(_ index: Int) {
    var source = sources.remove(at: index)
    source.handle.count(into: &source.counters)
    capture.publish(source.counters, handle: source.number)
    capture.noteClosed(source.number)
    polled = []
  }

  private mutating func count(isDue: Bool) {
    guard isDue else { return }
    nextCount = Syscalls.monotonic + Self.countEvery
    for index in sources.indices {
      sources[index].handle.count(into: &sources[index].counters)
      capture.publish(sources[index].counters, handle: sources[index].number)
    }
  }
}
