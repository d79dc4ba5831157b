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
  /// When this period began (-G).
  private var period: Int64
  /// Files of this period.
  private var inPeriod = 0
  /// When this file began: not after its first packet, else readers would not believe its statistics.
  private var begun: Int64
  /// By interface: counts when this file began, and now.
  private var before: [Int: RecordedCounts] = [:]
  private var counts: [Int: RecordedCounts] = [:]

  public private(set) var recorded: UInt64 = 0
  /// Packets that came after recording had failed, or with it.
  public private(set) var missed: UInt64 = 0
  /// Why recording ended; nil while all is well.
  public private(set) var problem: RecordingError?
  /// Files begun so far, and the newest.
  public private(set) var fileCount = 0
  public private(set) var lastFile: String
  /// -G and -W: so many files are full.
  public private(set) var isOver = false

  /// - Parameter now: nanoseconds since 1970.
  public init(_ settings: RecordingSettings, now: Int64) throws(RecordingError) {
    names = RecordingNames(settings: settings)
    head = RecordingHead(application: settings.application, comments: settings.comments)
    period = now
    begun = now
    lastFile = names.name(0, at: now)
    file = try RecordingFile(lastFile)
    fileCount = 1
    head.write(to: &writer)
  }

  /// Interfaces are numbered in the order of these calls.
  public mutating func addInterface(_ captured: CaptureInterface, description: String, filter: String?) {
    guard head.interfaces.count < RecordingHead.mostInterfaces else { return }
    let interface = RecordingHead.Interface(captured, description: description, filter: filter)
    head.interfaces.append(interface)
    if file != nil { RecordingHead.write(interface, to: &writer) }
  }

  /// A packet of an interface that was not added is missed: no reader would take the file after it.
  @inline(__always)
  public mutating func record(_ packet: borrowing Packet) {
    if isDue(packet.timestamp) { rotate(at: packet.timestamp) }
    guard file != nil, packet.interface < head.interfaces.count else {
      missed &+= isOver ? 0 : 1
      return
    }
    begun = min(begun, packet.timestamp)
    writer.enhancedPacket(packet, interface: packet.interface)
    pending &+= 1
    if writer.bytes.count >= Self.bufferBytes { flush() }
  }

  private func isDue(_ time: Int64) -> Bool {
    // As tcpdump: a file is a little longer than the limit, never shorter.
    if let limit = names.settings.sizeLimit, (file?.size ?? 0) &+ UInt64(writer.bytes.count) > limit { return true }
    return isPeriodOver(time)
  }

  private func isPeriodOver(_ time: Int64) -> Bool {
    names.settings.period.map { time > period && time.since(period) >= $0 } ?? false
  }

  /// What the handles have counted by now; for the statistics of the file.
  public mutating func note(_ counts: RecordedCounts, interface: Int) { self.counts[interface] = counts }

  /// Writes out what is buffered.
  public mutating func flush() {
    guard let file, !writer.bytes.isEmpty else { return }
    if let failure = file.write(writer.bytes) {
      recorded &+= UInt64(failure.packets)
      missed &+= pending &- UInt64(failure.packets)
      problem = RecordingError(path: lastFile, words: failure.words)
      self.file = nil
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
      writer.interfaceStatistics(
        interface: interface, start: begun, time: max(begun, time), now.since(before[interface]))
    }
    flush()
  }

  @inline(never)
  private mutating func rotate(at time: Int64) {
    guard file != nil else { return }
    finish(at: time)
    guard file != nil else { return }
    if names.settings.period != nil, let limit = names.settings.fileLimit, fileCount >= limit {
      isOver = true
      file = nil
      return
    }
    let isNewPeriod = isPeriodOver(time)
    if isNewPeriod { period = time }
    inPeriod = names.numbersPeriods && isNewPeriod ? 0 : inPeriod + 1
    begun = time
    before = counts
    open(names.name(inPeriod, at: period))
  }

  private mutating func open(_ name: String) {
    file = nil
    do throws(RecordingError) {
      file = try RecordingFile(name)
      lastFile = name
      fileCount += 1
      head.write(to: &writer)
    } catch {
      problem = error
    }
  }
}
