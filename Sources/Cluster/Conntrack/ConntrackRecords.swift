import Wire

/// Entries as they are read, file after file, on the way to a `ConntrackTable`.
public struct ConntrackRecords: Sendable {
  /// Enough for fifteen tables of the kernel's default size; about half a gigabyte.
  public static let limit = 4_000_000

  public internal(set) var files: [ConntrackFile] = []
  /// One connection each.
  var list: [ConntrackRecord] = []
  /// The names that `ConntrackRecord.state` counts from 1.
  private(set) var states: [String] = []
  private let limit: Int

  public init() { limit = Self.limit }

  /// With room for fewer: for tests.
  init(limit: Int) { self.limit = limit }

  public var count: Int { list.count }

  /// - Returns: its place, or nil when there is no room.
  mutating func append(_ record: ConntrackRecord) -> Int? {
    guard list.count < limit else {
      files[Int(record.file)].cut += 1
      return nil
    }
    list.append(record)
    files[Int(record.file)].entries += 1
    return list.count - 1
  }

  /// The number of a state's name; 0, none, beyond 255 names, which no kernel has.
  mutating func number(ofState name: ArraySlice<UInt8>) -> UInt8 {
    if let index = states.firstIndex(where: { $0.utf8.elementsEqual(name) }) { return UInt8(index + 1) }
    guard states.count < 255 else { return 0 }
    states.append(String(decoding: name, as: UTF8.self))
    return UInt8(states.count)
  }

  /// What entries need to be shown.
  var withoutList: ConntrackRecords {
    var copy = self
    copy.list = []
    return copy
  }

  func entry(_ record: ConntrackRecord) -> ConntrackEntry {
    ConntrackEntry(
      host: files[Int(record.file)].host, original: record.original, reply: record.reply, start: record.start,
      end: record.end, state: record.state == 0 ? nil : states[Int(record.state) - 1], flags: record.flags,
      zone: record.zone, file: Int(record.file), line: Int(record.line))
  }
}

/// An entry without a reference in it; the order of the fields leaves no gaps.
struct ConntrackRecord: BitwiseCopyable, Sendable {
  var original: Tuple
  var flags: ConntrackFlags
  var state: UInt8 = 0
  var reply: Tuple
  var zone: UInt16
  /// The kernel's number of the connection; 0 when it was not printed, and then it says nothing.
  var id: UInt32
  var file: UInt32
  var line: UInt32
  private var began = Int64.min
  private var ended = Int64.min

  init(_ line: ConntrackLine, file: Int, number: Int) {
    original = line.tuple(line.original)
    reply = line.tuple(line.reply)
    flags = line.flags
    zone = line.zone ?? 0
    id = line.id ?? 0
    self.file = UInt32(clamping: file)
    self.line = UInt32(clamping: number)
  }

  var start: Int64? {
    get { began == .min ? nil : began }
    set { began = newValue ?? .min }
  }
  var end: Int64? {
    get { ended == .min ? nil : ended }
    set { ended = newValue ?? .min }
  }

  var translated: Tuple { reply.reversed }
  var isTimed: Bool { began != .min || ended != .min }
  /// Entries without times first, then by start, or by end where only that is known.
  var order: Int64 { began != .min ? began : ended }
}
