import Wire

/// One input and its next packet: a reader, a parser, and where they are.
struct InputFile: ~Copyable {
  /// As messages call it.
  let name: String
  let index: Int
  private(set) var reader: FileReader
  private(set) var parser = CaptureFileParser()
  private var offset = 0
  enum State: Equatable { case packet, waiting, ended }

  /// `waiting` before the first `step`, and while a pipe or growing file has nothing more yet.
  private(set) var state = State.waiting
  /// When it began to wait, by a clock that only moves forward.
  var silentSince: Int64 = 0
  /// Its silence was told.
  var isSilenceTold = false
  /// The current packet, while there is one.
  var record: PacketRecord { parser.record }
  /// Of the current packet, moved by `shift`.
  private(set) var time: Int64 = 0
  private let shift: ClockLine?
  /// Why it ended, when not at its end.
  private(set) var problem: InputProblem?
  private(set) var isForeign = false
  /// Packets whose time is before that of the packet before them in this file.
  private(set) var backwardTimes: UInt64 = 0

  /// The run-wide number and the link type of the interface that `record` names, kept for the next packet.
  var mappedInterface = -1
  var globalInterface = -1
  var linkType = LinkType.null
  /// Run-wide numbers of the file's interfaces, in the file's order.
  var globalInterfaces: [Int] = []

  init(name: String, index: Int, shift: ClockLine?, reader: consuming FileReader) {
    self.name = name
    self.shift = shift
    self.index = index
    self.reader = reader
  }

  /// First captured byte of `record`; valid until the next `step`.
  var recordStart: UnsafeRawPointer { unsafe reader.start + parser.record.offset }

  /// Goes to the next packet, if it is there; it must not be called again after the end.
  mutating func step() -> State {
    state = read()
    time = shift.map { $0.reading(at: parser.record.timestamp) } ?? parser.record.timestamp
    return state
  }

  @inline(__always)
  private mutating func read() -> State {
    let last = parser.record.timestamp
    while true {
      // A loan from the reader would cover all of self. The buffer stays where it is until refill.
      let start = unsafe reader.start
      let window = unsafe RawSpan(_unsafeStart: start, byteCount: reader.end)
      switch parser.next(window, &offset) {
      case .packet:
        if parser.record.timestamp < last && parser.packets > 1 { backwardTimes += 1 }
        return .packet
      case .needs(let count):
        switch refill(count) {
        case .filled: continue
        case .waiting: return .waiting
        case .ended: return .ended
        }
      case .damaged:
        if let failure = parser.failure { fail(failure) }
        return .ended
      }
    }
  }

  private mutating func refill(_ count: Int) -> FileReader.Outcome {
    do throws(ReadError) {
      let outcome = try reader.fill(count, &offset)
      guard outcome == .ended else { return outcome }
      let start = unsafe reader.start
      if let error = parser.end(unsafe RawSpan(_unsafeStart: start, byteCount: reader.end), offset) { fail(error) }
    } catch {
      problem = InputProblem(
        error, file: name, fileIndex: index, byteOffset: parser.position, packets: parser.packets)
    }
    return .ended
  }

  private mutating func fail(_ error: CaptureFileError) {
    problem = InputProblem(error, file: name, fileIndex: index, packing: reader.source.packing)
    isForeign = error.isForeign
  }
}

extension InputFile {
  static let standardInputName = "standard input"

  /// - Parameter path: `-` is standard input.
  static func open(
    _ path: String, index: Int, shift: ClockLine?, block: Int, mode: ReadingMode
  ) throws(InputProblem) -> InputFile {
    let name = path == "-" ? standardInputName : path
    let source: (descriptor: Int32?, status: FileStatus)
    do throws(SystemError) {
      source = try descriptor(of: path, mode)
    } catch {
      throw InputProblem(.cannotOpen(error.number), file: name, fileIndex: index)
    }
    if let refusal = refusal(source.status) { throw InputProblem(refusal, file: name, fileIndex: index) }
    let size = source.status.kind == .regular ? UInt64(max(0, source.status.size)) : nil
    let manner = manner(of: source.status, mode)
    let bytes = ByteSource(
      descriptor: source.descriptor ?? Syscalls.standardInput, owned: source.descriptor != nil, manner: manner,
      path: path == "-" ? nil : path)
    let reader = FileReader(bytes, size: manner == .followed ? nil : size, block: block)
    return InputFile(name: name, index: index, shift: shift, reader: reader)
  }

  private static func manner(of status: FileStatus, _ mode: ReadingMode) -> ByteSource.Manner {
    switch (mode, status.kind) {
    case (.toTheEnd, _): .patient
    case (_, .pipe): .live
    case (.following, .regular): .followed
    default: .patient
    }
  }

  /// - Returns: no descriptor for standard input and for what is refused: opening a device can do things.
  private static func descriptor(of path: String, _ mode: ReadingMode) throws(SystemError) -> (Int32?, FileStatus) {
    guard path != "-" else { return (nil, try Syscalls.status(Syscalls.standardInput)) }
    let status = try Syscalls.status(path)
    guard refusal(status) == nil else { return (nil, status) }
    return (try Syscalls.open(path, waiting: mode == .toTheEnd || status.kind != .pipe), status)
  }

  /// Whether the path is a pipe: bytes come when they come.
  static func isPipe(_ path: String) -> Bool {
    (path == "-" ? try? Syscalls.status(Syscalls.standardInput) : try? Syscalls.status(path))?.kind == .pipe
  }

  /// Whether the path is a file that gives the same bytes when it is opened again.
  static func isRepeatable(_ path: String) -> Bool {
    guard path != "-", let status = try? Syscalls.status(path) else { return false }
    return status.kind == .regular
  }

  private static func refusal(_ status: FileStatus) -> InputProblem.Code? {
    switch status.kind {
    case .regular, .pipe: nil
    case .directory: .directory
    case .terminal: .terminal
    case .device: .device
    }
  }
}
