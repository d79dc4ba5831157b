import Wire

/// What the kernels of some nodes say about their NAT: from a request's tuple before or after a node to the entry.
///
/// It is a witness, not a guess: an entry says how *every* packet of its connection was rewritten on that node, also where
/// no tap could see it. Built once, then only read.
public struct ConntrackTable: Sendable {
  public static let empty = ConntrackTable(ConntrackRecords())

  private let records: [ConntrackRecord]
  private let source: ConntrackRecords
  private let originals: TupleIndex
  private let translations: TupleIndex

  /// A tuple that more entries have is looked up in the nearest of them only: nothing real is used so often.
  static let window = 1024

  public init(_ read: ConntrackRecords) {
    var sorted = read.list
    sorted.sort { ($0.order, $0.file, $0.line) < ($1.order, $1.file, $1.line) }
    records = sorted
    source = read.withoutList
    originals = TupleIndex(.original, sorted)
    translations = TupleIndex(.translated, sorted)
  }

  public var count: Int { records.count }
  public var isEmpty: Bool { records.isEmpty }
  /// In the order in which they were read.
  public var files: [ConntrackFile] { source.files }
  /// Whose tables it has, each once.
  public var hosts: [String] {
    files.map(\.host).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Entry after entry: those without times first, then by start, or by end where only that is known.
  public subscript(index: Int) -> ConntrackEntry { entry(records[index]) }

  // MARK: - All entries of a tuple

  /// Every entry whose request came in with this tuple.
  ///
  /// - Parameter host: only this one's; nil: all.
  /// - Returns: in the order of the table; at most 1,024.
  public func entries(original tuple: Tuple, host: String? = nil) -> [ConntrackEntry] {
    all(originals(tuple, records), host)
  }

  /// Every entry whose request left with this tuple.
  public func entries(translated tuple: Tuple, host: String? = nil) -> [ConntrackEntry] {
    all(translations(tuple, records), host)
  }

  private func all(_ places: ArraySlice<UInt32>, _ host: String?) -> [ConntrackEntry] {
    places.isEmpty ? [] : Array(places.lazy.map(record).filter { belongs($0, to: host) }.prefix(Self.window).map(entry))
  }

  // MARK: - The entries of a moment

  /// The entries that a packet of this tuple at this time can belong to: none, one, or several, and then only the caller
  /// may know which. See `ConntrackMoment` for how they are chosen.
  ///
  /// - Parameter time: ns since 1970 UTC, by the host's clock.
  public func entries(original tuple: Tuple, host: String? = nil, at time: Int64) -> [ConntrackEntry] {
    choose(originals(tuple, records), host, ConntrackMoment(time, isBeginning: false))
  }

  public func entries(translated tuple: Tuple, host: String? = nil, at time: Int64) -> [ConntrackEntry] {
    choose(translations(tuple, records), host, ConntrackMoment(time, isBeginning: false))
  }

  /// The same for the first packet of a connection, a SYN: where ports are reused at once, the entry that begins then is
  /// meant, not the one that ends.
  public func entries(original tuple: Tuple, host: String? = nil, beginningAt time: Int64) -> [ConntrackEntry] {
    choose(originals(tuple, records), host, ConntrackMoment(time, isBeginning: true))
  }

  public func entries(translated tuple: Tuple, host: String? = nil, beginningAt time: Int64) -> [ConntrackEntry] {
    choose(translations(tuple, records), host, ConntrackMoment(time, isBeginning: true))
  }

  private func choose(_ places: ArraySlice<UInt32>, _ host: String?, _ moment: ConntrackMoment) -> [ConntrackEntry] {
    guard !places.isEmpty else { return [] }
    let near = moment.near(places, records).map(record).filter { belongs($0, to: host) }
    return moment.choose(near) { files[Int($0.file)].host == files[Int($1.file)].host && $0.zone == $1.zone }
      .map(entry)
  }

  private func record(_ place: UInt32) -> ConntrackRecord { records[Int(place)] }
  private func entry(_ record: ConntrackRecord) -> ConntrackEntry { source.entry(record) }
  private func belongs(_ record: ConntrackRecord, to host: String?) -> Bool {
    host == nil || files[Int(record.file)].host == host
  }
}
