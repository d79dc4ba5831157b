/// The pipes and growing files of a run that have no packet to merge yet, and how long the others wait for them.
struct WaitingInputs {
  /// A file that grows is looked at so often.
  static let pollMilliseconds = 50
  /// Packets may be written so much later than they were stamped, in nanoseconds, and still be merged in order.
  private static let liveDelay: Int64 = 250_000_000
  /// The same for captures of old that come through pipes: there a pause says nothing about the packets' times.
  private static let storedDelay: Int64 = 5_000_000_000
  /// A capture of this moment: its times are not further from the clock.
  private static let thisMoment: Int64 = 60_000_000_000
  /// A silence that long is told.
  private static let toldAfter: Int64 = 5_000_000_000

  private(set) var files: [Int] = []
  private var silent: [String] = []
  /// The others go on without these.
  private var areGivenUp = false
  private var passed = 0

  var isEmpty: Bool { files.isEmpty }

  mutating func add(_ file: Int, _ table: borrowing InputFileTable) {
    files.append(file)
    unsafe table.base[file].silentSince = Syscalls.monotonic
    areGivenUp = false
  }

  mutating func remove(_ file: Int) { files.removeAll { $0 == file } }

  /// Looking costs a system call: where others go on anyway, only now and then.
  mutating func isWorthALook(_ othersHavePackets: Bool) -> Bool {
    guard areGivenUp, othersHavePackets else { return true }
    passed &+= 1
    return passed & 63 == 0
  }

  /// Whether a packet of this time may be handed out although these inputs may yet bring an earlier one.
  mutating func mayGoOn(without table: borrowing InputFileTable, at time: Int64) -> Bool {
    if areGivenUp && passed & 63 != 0 { return true }
    let now = Syscalls.monotonic
    let isOfThisMoment = abs(Int128(Syscalls.realTime) - Int128(time)) < Int128(Self.thisMoment)
    let delay = isOfThisMoment ? Self.liveDelay : Self.storedDelay
    areGivenUp = true
    for file in files {
      let silence = unsafe now - table.base[file].silentSince
      if silence < delay { areGivenUp = false }
      if silence >= Self.toldAfter, unsafe !table.base[file].isSilenceTold {
        unsafe table.base[file].isSilenceTold = true
        silent.append(unsafe table.base[file].name)
      }
    }
    return areGivenUp
  }

  mutating func takeSilent() -> [String] {
    defer { silent = [] }
    return silent
  }

  func wait(_ table: borrowing InputFileTable, milliseconds: Int) {
    var pipes: [Int32] = []
    var time = milliseconds
    for file in files {
      let source = unsafe (table.base[file].reader.source.descriptor, table.base[file].reader.source.manner)
      if source.1 == .live { pipes.append(source.0) } else { time = min(time, Self.pollMilliseconds) }
    }
    Syscalls.wait(pipes, milliseconds: time)
  }
}
