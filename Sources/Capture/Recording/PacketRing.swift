import Wire

/// Keeps the last packets in memory, and writes them to a file only when something happens; then goes on writing for a while.
/// Each time makes a file of its own: `case.pcapng`, `case-2.pcapng` …
public struct PacketRing {
  /// Whole chunks are forgotten: a little more than the span is kept.
  private static let chunkBytes = 256 << 10

  private struct Chunk {
    var blocks: [UInt8]
    var packets: UInt64
    var last: Int64
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
  private var pending: UInt64 = 0
  private var last = Int64.min
  private var file: RecordingFile?
  /// Packets up to then go to the file.
  private var end = Int64.min

  public private(set) var recorded: UInt64 = 0
  public private(set) var missed: UInt64 = 0
  public private(set) var problem: RecordingError?
  public private(set) var files: [String] = []
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

  public mutating func addInterface(
    name: String, description: String, linkType: LinkType, snapLength: UInt32, filter: String?
  ) {
    let interface = RecordingHead.Interface(
      name: name, description: description, linkType: linkType, snapLength: snapLength, filter: filter)
    head.interfaces.append(interface)
    guard file != nil else { return }
    var declaration = PcapngWriter()
    RecordingHead.write(interface, to: &declaration)
    // Before packets of it, which are buffered from now on.
    flush()
    write(declaration.bytes, packets: 0)
  }

  @inline(__always)
  public mutating func record(_ packet: borrowing Packet) {
    if file != nil, packet.timestamp > end { closeFile() }
    writer.enhancedPacket(packet, interface: packet.interface)
    pending &+= 1
    last = max(last, packet.timestamp)
    if writer.bytes.count >= Self.chunkBytes { flush() }
  }

  /// Something happened: what is kept is written, and what comes after it.
  /// - Parameter time: of the event.
  public mutating func trigger(at time: Int64) {
    end = max(end, time.addingReportingOverflow(after).partialValue)
    guard file == nil, problem == nil else { return }
    let name = Self.name(path, files.count)
    do throws(RecordingError) { file = try RecordingFile(name) } catch {
      problem = error
      return
    }
    files.append(name)
    var start = PcapngWriter()
    head.write(to: &start)
    write(start.bytes, packets: 0)
    // What is in the buffer follows the chunks.
    for chunk in chunks[first...] { write(chunk.blocks, packets: chunk.packets) }
    chunks = []
    (first, held) = (0, 0)
    flush()
  }

  /// `case-2.pcapng`: the second event's file.
  static func name(_ path: String, _ number: Int) -> String {
    guard number > 0, path != "-" else { return path }
    let folder = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let dot = path[folder...].firstIndex(of: ".") ?? path.endIndex
    return "\(path[..<dot])-\(number + 1)\(path[dot...])"
  }

  /// Some times a second: what is to be written is on its way to the disk.
  /// - Parameter now: the latest packet's time, or the clock's.
  public mutating func tick(_ now: Int64) {
    guard file != nil else { return }
    flush()
    if now > end { closeFile() }
  }

  public mutating func close() {
    if file != nil { flush() }
    file = nil
  }

  private mutating func closeFile() {
    flush()
    file = nil
    end = .min
  }

  private mutating func flush() {
    guard !writer.bytes.isEmpty else { return }
    if file != nil {
      write(writer.bytes, packets: pending)
    } else {
      keep(Chunk(blocks: writer.bytes, packets: pending, last: last))
    }
    pending = 0
    writer.removeAll()
  }

  private mutating func keep(_ chunk: Chunk) {
    chunks.append(chunk)
    held += chunk.blocks.count
    while first < chunks.count - 1, last.since(chunks[first].last) > span { forget() }
    while held > mostBytes, first < chunks.count - 1 {
      isShort = true
      forget()
    }
    guard first > 64, first > chunks.count / 2 else { return }
    chunks.removeFirst(first)
    first = 0
  }

  private mutating func forget() {
    held -= chunks[first].blocks.count
    chunks[first].blocks = []
    first += 1
  }

  private mutating func write(_ blocks: [UInt8], packets: UInt64) {
    guard problem == nil, !blocks.isEmpty else {
      if problem != nil { missed &+= packets }
      return
    }
    guard let failure = file?.write(blocks) else {
      recorded &+= packets
      return
    }
    recorded &+= UInt64(failure.packets)
    missed &+= packets &- UInt64(failure.packets)
    problem = RecordingError(path: files[files.count - 1], words: failure.words)
    file = nil
  }
}
