import Wire

/// Keeps the last packets in memory, and writes them to a file only when something happens; then goes on writing for a while.
/// Each time makes a file of its own: `case.pcapng`, `case-2.pcapng` … A packet is in one file at most.
public struct PacketRing {
  /// Whole chunks are forgotten. One is full after so many bytes, or an eighth of the span: so much more is kept.
  private static let chunkBytes = 256 << 10
  private static let chunksPerSpan: Int64 = 8

  private struct Chunk {
    var blocks: [UInt8]
    var packets: UInt64
    var times: ClosedRange<Int64>
    /// What was counted when it began.
    var counts: [Int: RecordedCounts]
  }

  private let path: String
  private let span: Int64
  private let after: Int64
  private let mostBytes: Int
  private var head: RecordingHead
  private var chunks: [Chunk] = []
  private var first = 0
  private var held = 0
  private var writer = PcapngWriter()
  /// Of the buffer.
  private var pending: UInt64 = 0
  private var times: ClosedRange<Int64>?
  private var pendingCounts: [Int: RecordedCounts] = [:]
  private var newest = Int64.min
  private var file: RecordingFile?
  /// Packets up to then go to the file.
  private var end = Int64.min
  /// When the file's first packet came, and what was counted then.
  private var begun = Int64.max
  private var before: [Int: RecordedCounts] = [:]
  private var counts: [Int: RecordedCounts] = [:]

  public private(set) var recorded: UInt64 = 0
  /// Packets that belonged into a file that could not be written.
  public private(set) var missed: UInt64 = 0
  /// Why recording ended; nil while all is well.
  public private(set) var problem: RecordingError?
  /// Files begun so far, and the newest.
  public private(set) var fileCount = 0
  public private(set) var lastFile: String?
  /// The memory is full before the span is: less than was asked for is kept.
  public private(set) var isShort = false

  /// - Parameters:
  ///   - span: nanoseconds before an event that are kept.
  ///   - after: nanoseconds after it.
  ///   - mostBytes: of memory.
  public init(_ settings: RecordingSettings, span: Int64, after: Int64, mostBytes: Int) {
    path = settings.path
    self.span = span
    self.after = after
    self.mostBytes = mostBytes
    head = RecordingHead(application: settings.application, comments: settings.comments)
  }

  public var isWriting: Bool { file != nil }

  public mutating func addInterface(_ captured: CaptureInterface, description: String, filter: String?) {
    guard head.interfaces.count < RecordingHead.mostInterfaces else { return }
    let interface = RecordingHead.Interface(captured, description: description, filter: filter)
    head.interfaces.append(interface)
    guard file != nil else { return }
    // Before packets of it, which are buffered from now on.
    flush()
    var declaration = PcapngWriter()
    RecordingHead.write(interface, to: &declaration)
    write(declaration.bytes, packets: 0)
  }

  /// A packet of an interface that was not added is missed: no reader would take the file after it.
  @inline(__always)
  public mutating func record(_ packet: borrowing Packet) {
    let time = packet.timestamp
    if file != nil, time > end { closeFile(time) }
    guard problem == nil, packet.interface < head.interfaces.count else {
      missed &+= problem == nil || time <= end ? 1 : 0
      return
    }
    if let times, time.since(times.lowerBound) > span / Self.chunksPerSpan { flush() }
    if pending == 0 { pendingCounts = counts }
    writer.enhancedPacket(packet, interface: packet.interface)
    pending &+= 1
    times = times.map { min($0.lowerBound, time)...max($0.upperBound, time) } ?? time...time
    newest = max(newest, time)
    if writer.bytes.count >= Self.chunkBytes { flush() }
  }

  /// What the handles have counted by now; for the statistics of the file.
  public mutating func note(_ counts: RecordedCounts, interface: Int) { self.counts[interface] = counts }

  /// Something happened: what is kept is written, and what comes after it.
  /// - Parameter time: of the event.
  public mutating func trigger(at time: Int64) {
    guard problem == nil else { return }
    end = max(end, time.plus(after))
    guard file == nil else { return }
    flush()
    trim()
    open(Self.name(path, fileCount))
    if file != nil {
      var start = PcapngWriter()
      head.write(to: &start)
      write(start.bytes, packets: 0)
    }
    for chunk in chunks[first...] { write(chunk.blocks, packets: chunk.packets) }
    chunks = []
    (first, held) = (0, 0)
  }

  private mutating func open(_ name: String) {
    begun = chunks[first...].reduce(.max) { min($0, $1.times.lowerBound) }
    before = first < chunks.count ? chunks[first].counts : counts
    lastFile = name
    fileCount += 1
    do throws(RecordingError) { file = try RecordingFile(name) } catch { problem = error }
  }

  /// `case-2.pcapng`: the second event's file.
  static func name(_ path: String, _ number: Int) -> String {
    guard number > 0, path != "-" else { return path }
    let folder = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let ending = path[folder...].lastIndex(of: ".") ?? path.endIndex
    // A name that begins with its only dot has no ending.
    let dot = ending == folder ? path.endIndex : ending
    return "\(path[..<dot])-\(number + 1)\(path[dot...])"
  }

  /// Some times a second: what is to be written is on its way to the disk.
  /// - Parameter now: the latest packet's time, or the clock's.
  public mutating func tick(_ now: Int64) {
    guard file != nil else { return }
    if now > end { closeFile(now) } else { flush() }
  }

  /// - Parameter now: nanoseconds since 1970.
  public mutating func close(_ now: Int64) { if file != nil { closeFile(now) } }

  private mutating func closeFile(_ now: Int64) {
    let last = min(now, end)
    flush()
    var statistics = PcapngWriter()
    for (interface, count) in counts.sorted(by: { $0.key < $1.key }) where interface < head.interfaces.count {
      statistics.interfaceStatistics(interface: interface, start: begun, time: last, count.since(before[interface]))
    }
    write(statistics.bytes, packets: 0)
    file = nil
    end = .min
  }

  private mutating func flush() {
    guard let times else { return }
    if file != nil {
      begun = min(begun, times.lowerBound)
      write(writer.bytes, packets: pending)
    } else {
      keep(Chunk(blocks: writer.bytes, packets: pending, times: times, counts: pendingCounts))
    }
    pending = 0
    self.times = nil
    writer.removeAll()
  }

  private mutating func keep(_ chunk: Chunk) {
    chunks.append(chunk)
    held += chunk.blocks.count
    trim()
    guard first > 64, first > chunks.count / 2 else { return }
    chunks.removeFirst(first)
    first = 0
  }

  private mutating func trim() {
    while first < chunks.count, newest.since(chunks[first].times.upperBound) > span { forget() }
    while held > mostBytes, first < chunks.count - 1 {
      isShort = true
      forget()
    }
  }

  private mutating func forget() {
    held -= chunks[first].blocks.count
    chunks[first].blocks = []
    first += 1
  }

  private mutating func write(_ blocks: [UInt8], packets: UInt64) {
    guard let file else {
      missed &+= packets
      return
    }
    guard !blocks.isEmpty, let failure = file.write(blocks) else {
      recorded &+= packets
      return
    }
    recorded &+= UInt64(failure.packets)
    missed &+= packets &- UInt64(failure.packets)
    problem = RecordingError(path: file.path, words: failure.words)
    self.file = nil
  }
}
