import Wire

/// Packets of one or several capture files, FIFOs or standard input, merged by time. Pulled:
/// ```
///   var input = try PacketInput(["node1.pcapng", "node2_eth0.pcap"])
///   while input.advance() { use(input.packet) }
///   report(input.problems)
/// ```
/// A packet is lent until the next `advance`. Equal times come in the order of the inputs; packets of one file are never
/// reordered: a file whose clock went back delivers as it is. A damaged file ends early, the others go on.
public struct PacketInput: ~Copyable {
  let files: InputFileTable
  let taps: [FileTap]
  private var heap = MergeHeap()
  var currentFile = 0
  @usableFromInline var current = CurrentPacket()
  private var hasStarted = false
  /// The only input, when there is only one: no merging.
  private let isSingle: Bool
  private var hasHead = false
  /// File and number in that file of each interface, by run-wide number.
  var registered: [(file: Int, local: Int)] = []

  /// Inputs that ended early, in the order in which that was noticed.
  public internal(set) var problems: [InputProblem] = []

  /// Opens all inputs and reads up to each one's first packet; of a pipe, waits for it.
  /// - Parameters:
  ///   - paths: `-` is standard input.
  ///   - naming: how files name their hosts and interfaces.
  ///   - shifts: how to move each file's times before they are merged; missing ones are not moved.
  /// - Throws: when an input cannot be opened or is not a capture file at all. A damaged or empty one is a problem instead.
  public init(_ paths: [String], naming: TapNaming = TapNaming(), shifts: [ClockLine?] = []) throws(InputProblem) {
    files = try InputFileTable(paths, shifts: shifts)
    taps = naming.taps(of: paths)
    isSingle = paths.count == 1
    for index in 0..<files.count {
      if unsafe files.base[index].hasPacket {
        heap.insert(.init(timestamp: unsafe files.base[index].time, file: Int32(index)))
      } else {
        close(index)
      }
      register(index)
    }
    chooseFirst()
  }

  /// Goes to the next packet. It ends the loan of the one before.
  /// - Returns: false when all inputs are at their ends.
  public mutating func advance() -> Bool {
    if hasStarted && hasHead { isSingle ? stepSingle() : stepMerged() }
    hasStarted = true
    guard hasHead else {
      unsafe current.start = nil
      return false
    }
    if unsafe files.base[currentFile].mappedInterface != files.base[currentFile].record.interface { mapInterface() }
    unsafe current.start = files.base[currentFile].recordStart
    current.record = unsafe files.base[currentFile].record
    current.record.timestamp = unsafe files.base[currentFile].time
    current.interface = unsafe files.base[currentFile].globalInterface
    current.linkType = unsafe files.base[currentFile].linkType
    return true
  }

  private mutating func stepSingle() {
    hasHead = unsafe files.base[0].step()
    if !hasHead { close(0) }
  }

  private mutating func stepMerged() {
    if unsafe files.base[currentFile].step() {
      heap.replaceFirst(unsafe files.base[currentFile].time)
    } else {
      heap.removeFirst()
      close(currentFile)
    }
    chooseFirst()
  }

  private mutating func chooseFirst() {
    hasHead = heap.first != nil
    if let first = heap.first { currentFile = Int(first.file) }
  }

  /// The current packet; only after `advance` returned true.
  @inlinable
  public var packet: Packet {
    @_lifetime(borrow self)
    get {
      guard let start = unsafe current.start else { preconditionFailure("advance() did not return true") }
      let bytes = unsafe _overrideLifetime(
        RawSpan(_unsafeStart: start, byteCount: current.record.length), borrowing: self)
      return Packet(
        number: current.record.number, timestamp: current.record.timestamp, interface: current.interface,
        linkType: current.linkType, originalLength: current.record.originalLength,
        direction: current.record.direction, bytes: bytes)
    }
  }
}

/// What `PacketInput.packet` is made of, where the caller's code can read it without a call.
@usableFromInline @safe struct CurrentPacket {
  /// First captured byte in its file's buffer; nil when there is no packet.
  @usableFromInline var start: UnsafeRawPointer?
  @usableFromInline var record = PacketRecord()
  @usableFromInline var interface = 0
  @usableFromInline var linkType = LinkType.null

  @usableFromInline init() {}
}
