import Wire

/// Which files are parts of one capture, and how far each capture is.
struct CaptureParts {
  /// For each file the first one that is called like it.
  let groups: [Int]
  /// The part of each group with the earliest packets: its interfaces are known from the start.
  private(set) var firsts: [Int: Int] = [:]
  /// The part of each group that began last.
  var latest: [Int: Int] = [:]
  /// Of each file that goes on with another's capture: which.
  var predecessors: [Int: Int] = [:]

  init(_ paths: [String], _ files: borrowing InputFileTable) {
    groups = RotatedNames.groups(paths)
    for file in 0..<files.count {
      guard let first = firsts[groups[file]] else {
        firsts[groups[file]] = file
        continue
      }
      let (own, other) = unsafe (files.base[file].parser.packets > 0, files.base[first].parser.packets > 0)
      let isEarlier = unsafe files.base[file].time < files.base[first].time
      if own && (!other || isEarlier) { firsts[groups[file]] = file }
    }
  }
}

/// A part of a capture goes on with the interfaces of the part before it when that one is at its end: then no packet of
/// this one is older than any of that one. Parts of overlapping times are captures of their own.
extension PacketInput {
  /// A part of a capture in several files, in the order of their packets.
  public struct Part: Sendable, Hashable {
    public var file: Int
    /// The number of its first packet, less one: packets of all parts are numbered through.
    public var base: UInt64
  }

  /// Names of files that are called like parts of one capture.
  public var rotated: [[String]] {
    Dictionary(grouping: 0..<files.count) { parts.groups[$0] }.sorted { $0.key < $1.key }.map(\.value)
      .filter { $0.count > 1 }.map { $0.map { unsafe files.base[$0].name } }
  }

  /// For each interface the parts that it was seen in so far.
  public var interfaceParts: [[Part]] {
    var all: [[Part]] = registered.map { _ in [] }
    for file in 0..<files.count {
      for number in unsafe Set(files.base[file].globalInterfaces) {
        all[number].append(Part(file: file, base: unsafe files.base[file].numberBase))
      }
    }
    return all.map { $0.sorted { $0.base < $1.base } }
  }

  /// Whether it is the earliest part of its capture, or all of it.
  func isFirstPart(_ file: Int) -> Bool { parts.firsts[parts.groups[file]] == file }

  /// A file's first packet is the current one.
  mutating func begin(_ file: Int) {
    let group = parts.groups[file]
    defer { parts.latest[group] = file }
    guard let before = parts.latest[group], unsafe files.base[before].state == .ended,
      unsafe files.base[before].problem?.isForeign != true
    else { return }
    parts.predecessors[file] = before
    unsafe files.base[file].numberBase = files.base[before].numberBase + files.base[before].parser.packets
  }

  /// The run-wide number of the interface that this one goes on with.
  func continuedInterface(_ file: Int, _ local: Int) -> Int? {
    guard let before = parts.predecessors[file] else { return nil }
    let own = unsafe files.base[file].parser.interfaces[local]
    let others = unsafe files.base[before].parser.interfaces
    let taken = unsafe Set(files.base[file].globalInterfaces)
    for (index, number) in unsafe files.base[before].globalInterfaces.enumerated()
    where others[index].name == own.name && others[index].linkType == own.linkType && !taken.contains(number) {
      return number
    }
    return nil
  }
}
