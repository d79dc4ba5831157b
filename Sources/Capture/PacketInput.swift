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
  /// The packet of `currentFile` is the next one.
  private var hasHead = false
  private var waiting = WaitingInputs()
  /// File and number in that file of each interface, by run-wide number.
  var registered: [(file: Int, local: Int)] = []

  /// Inputs that ended early, in the order in which that was noticed.
  public internal(set) var problems: [InputProblem] = []

  /// Opens all inputs and reads up to each one's first packet; of a pipe, waits for it.
  /// - Parameters:
  ///   - paths: `-` is standard input.
  ///   - naming: how files name their hosts and interfaces.
  ///   - shifts: how to move each file's times before they are merged; missing ones are not moved.
  ///   - mode: what to do where nothing is to be read yet; only then does `step` say `waiting`.
  /// - Throws: when an input cannot be opened or is not a capture file at all. A damaged or empty one is a problem instead.
  public init(
    _ paths: [String], naming: TapNaming = TapNaming(), shifts: [ClockLine?] = [], mode: ReadingMode = .toTheEnd
  ) throws(InputProblem) {
    files = try InputFileTable(paths, shifts: shifts, mode: mode)
    taps = naming.taps(of: paths)
    isSingle = paths.count == 1
    for index in 0..<files.count {
      switch unsafe files.base[index].state {
      case .packet: heap.insert(.init(timestamp: unsafe files.base[index].time, file: Int32(index)))
      case .waiting: waiting.add(index, files)
      case .ended: close(index)
      }
      register(index)
    }
    chooseFirst()
  }

  /// Goes to the next packet, and waits for it. It ends the loan of the one before.
  /// - Returns: false when all inputs are at their ends.
  public mutating func advance() -> Bool {
    while true {
      switch step() {
      case .packet: return true
      case .waiting: wait(milliseconds: 1_000)
      case .end: return false
      }
    }
  }

  public enum Step: Sendable {
    case packet
    /// Nothing to read yet: see to other things, then `wait`.
    case waiting
    /// All inputs are at their ends.
    case end
  }

  /// Goes to the next packet if there is one. It ends the loan of the one before.
  public mutating func step() -> Step {
    if hasStarted && hasHead { isSingle ? stepSingle() : stepMerged() }
    hasStarted = true
    if !waiting.isEmpty, let blocked = lookAgain() { return blocked }
    guard hasHead else {
      unsafe current.start = nil
      return .end
    }
    if unsafe files.base[currentFile].mappedInterface != files.base[currentFile].record.interface { mapInterface() }
    unsafe current.start = files.base[currentFile].recordStart
    current.record = unsafe files.base[currentFile].record
    current.record.timestamp = unsafe files.base[currentFile].time
    current.interface = unsafe files.base[currentFile].globalInterface
    current.linkType = unsafe files.base[currentFile].linkType
    return .packet
  }

  /// Waits until an input has something to read, at most so long; a signal ends it early.
  public mutating func wait(milliseconds: Int) {
    waiting.wait(files, milliseconds: hasHead ? min(milliseconds, WaitingInputs.pollMilliseconds) : milliseconds)
  }

  /// Names of inputs that have been silent while others went on; each is named once.
  public mutating func takeSilent() -> [String] { waiting.takeSilent() }

  private mutating func stepSingle() {
    let state = unsafe files.base[0].step()
    hasHead = state == .packet
    if hasHead { return }
    heap.removeFirst()
    if state == .ended { close(0) } else { waiting.add(0, files) }
  }

  private mutating func stepMerged() {
    switch unsafe files.base[currentFile].step() {
    case .packet: heap.replaceFirst(unsafe files.base[currentFile].time)
    case .waiting:
      heap.removeFirst()
      waiting.add(currentFile, files)
    case .ended:
      heap.removeFirst()
      close(currentFile)
    }
    chooseFirst()
  }

  /// Some inputs had nothing to read.
  /// - Returns: what to say instead of going on; nil: go on with the first packet that is there.
  @inline(never)
  private mutating func lookAgain() -> Step? {
    if waiting.isWorthALook(hasHead) {
      for index in waiting.files {
        switch unsafe files.base[index].step() {
        case .packet: heap.insert(.init(timestamp: unsafe files.base[index].time, file: Int32(index)))
        case .waiting: continue
        case .ended: close(index)
        }
        waiting.remove(index)
      }
      chooseFirst()
    }
    guard !waiting.isEmpty else { return nil }
    guard hasHead else { return leave() }
    return waiting.mayGoOn(without: files, at: unsafe files.base[currentFile].time) ? nil : leave()
  }

  /// There is no current packet; the first one of the heap was not handed out.
  private mutating func leave() -> Step {
    hasStarted = false
    unsafe current.start = nil
    return .waiting
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
