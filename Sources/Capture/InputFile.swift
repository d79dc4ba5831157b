import Wire

/// One input and its next packet: a reader, a parser, and where they are.
struct InputFile: ~Copyable {
  /// As messages call it.
  let name: String
  let index: Int
  private(set) var reader: FileReader
  /// It is not open: its first packet is known, and its turn has not come, or it is at its end.
  private(set) var isParked = false
  private var readBefore: UInt64 = 0
  /// How the file is packed; nil when it is not, or nothing was read.
  var packing: Packing? { reader.source.packing ?? knownPacking }
  private var knownPacking: Packing?
  var bytesRead: UInt64 { readBefore + reader.bytesRead }
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
  /// What to add to the numbers of its packets: those of the parts of the same capture before it.
  var numberBase: UInt64 = 0
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
  /// Closes the file but for what is known of it.
  mutating func park() {
    readBefore += reader.bytesRead
    knownPacking = packing
    reader = FileReader(ByteSource(descriptor: -1, owned: false), size: reader.size, block: 1)
    isParked = true
  }

  /// Opens it again and goes to its first packet.
  mutating func unpark(block: Int) -> State {
    isParked = false
    readBefore = 0
    parser = CaptureFileParser()
    offset = 0
    backwardTimes = 0
    do throws(InputProblem) {
      reader = try Self.reader(of: name, index: index, block: block, mode: .toTheEnd)
      return step()
    } catch {
      problem = error
      state = .ended
      return .ended
    }
  }
}
