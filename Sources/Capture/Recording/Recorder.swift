import Wire

/// Writes packets into pcapng files while they are traced. Every file is whole at any moment: a kill leaves a file that can be
/// read up to its last block.
public struct Recorder {
  private static let bufferBytes = 1 << 20
  private let names: RecordingNames
  private var head: RecordingHead
  private var file: RecordingFile?
  private var writer = PcapngWriter()
  /// Packets in the buffer.
  private var pending: UInt64 = 0
  private var begun: Int64
  /// Files so far, and those of this period.
  private var made = 0
  private var inPeriod = 0
  /// By interface: counts when this file began, and now.
  private var before: [Int: RecordedCounts] = [:]
  private var counts: [Int: RecordedCounts] = [:]

  public private(set) var recorded: UInt64 = 0
  /// Packets that came after recording had failed, or with it.
  public private(set) var missed: UInt64 = 0
  /// Why recording ended; nil while all is well.
  public private(set) var problem: RecordingError?
  /// In the order in which they were begun.
  public private(set) var files: [String] = []
  /// -G and -W: so many files are full.
  public private(set) var isOver = false

  /// - Parameter now: nanoseconds since 1970.
  public init(_ settings: RecordingSettings, now: Int64) throws(RecordingError) {
    names = RecordingNames(settings: settings)
    head = RecordingHead(application: settings.application, comments: settings.comments)
    begun = now
    let name = names.name(0, at: now)
    file = try RecordingFile(name)
    files = [name]
    made = 1
    head.write(to: &writer)
  }

  /// Interfaces are numbered in the order of these calls.
  public mutating func addInterface(
    name: String, description: String, linkType: LinkType, snapLength: UInt32, filter: String?
  ) {
    let interface = RecordingHead.Interface(
      name: name, description: description, linkType: linkType, snapLength: snapLength, filter: filter)
    head.interfaces.append(interface)
    RecordingHead.write(interface, to: &writer)
  }

  /// - Precondition: the packet's interface was added.
  @inline(__always)
  public mutating func record(_ packet: borrowing Packet) {
    if isDue(packet.timestamp) { rotate(at: packet.timestamp) }
    guard problem == nil, !isOver else {
      missed &+= isOver ? 0 : 1
      return
    }
    writer.enhancedPacket(packet, interface: packet.interface)
    pending &+= 1
    if writer.bytes.count >= Self.bufferBytes { flush() }
  }

  private func isDue(_ time: Int64) -> Bool {
    let settings = names.settings
    if let limit = settings.sizeLimit, (file?.size ?? 0) &+ UInt64(writer.bytes.count) >= limit { return true }
    if let period = settings.period, time.since(begun) >= period, time > begun { return true }
    return false
  }

  /// What the handles have counted by now; for the statistics of the file.
  public mutating func note(_ counts: RecordedCounts, interface: Int) { self.counts[interface] = counts }

  /// Writes out what is buffered.
  public mutating func flush() {
    guard problem == nil, !writer.bytes.isEmpty else { return }
    if let failure = file?.write(writer.bytes) {
      recorded &+= UInt64(failure.packets)
      missed &+= pending &- UInt64(failure.packets)
      problem = RecordingError(path: files[files.count - 1], words: failure.words)
      file = nil
    } else {
      recorded &+= pending
    }
    pending = 0
    writer.removeAll()
  }

  /// - Parameter now: nanoseconds since 1970.
  public mutating func close(_ now: Int64) {
    finish(at: now)
    file = nil
  }

  private mutating func finish(at time: Int64) {
    for (interface, now) in counts.sorted(by: { $0.key < $1.key }) where interface < head.interfaces.count {
      let part = now.since(before[interface])
      writer.interfaceStatistics(
        interface: interface, start: begun, time: max(begun, time), received: part.received,
        droppedByInterface: part.droppedByInterface, droppedBySystem: part.dropped)
    }
    flush()
  }

  @inline(never)
  private mutating func rotate(at time: Int64) {
    guard problem == nil, !isOver else { return }
    finish(at: time)
    guard problem == nil else { return }
    let settings = names.settings
    if settings.period != nil, let limit = settings.fileLimit, made >= limit {
      isOver = true
      file = nil
      return
    }
    let isNewPeriod = settings.period.map { time.since(begun) >= $0 } ?? false
    inPeriod = names.numbersPeriods && isNewPeriod ? 0 : inPeriod + 1
    begun = time
    before = counts
    open(names.name(inPeriod, at: time))
  }

  private mutating func open(_ name: String) {
    do throws(RecordingError) {
      file = try RecordingFile(name)
      files.append(name)
      made += 1
      head.write(to: &writer)
    } catch {
      problem = error
      file = nil
    }
  }
}
