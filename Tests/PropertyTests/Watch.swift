import Trace
import Wire

/// One captured packet: which copy, in which file, when by that host's clock.
struct Record {
  let time: Int64
  let file: Int
  let copy: Int
  /// Of the device, in a Linux cooked capture.
  let interface: Int?
  /// Position in its file, counted from 1.
  var number: UInt64 = 0
}

/// The taps of one world, and what they recorded.
struct Watch {
  /// One capture file: an interface, or a node's `any`.
  struct File {
    let tap: Tap
    let host: Int
    /// Nil for `any`.
    let device: Device?
  }

  private(set) var files: [File] = []
  private(set) var records: [Record] = []
  /// All devices are watched and nothing is missing.
  let isComplete: Bool
  /// Times can be compared between hosts.
  let isInTime: Bool
  private var random: SplitMix
  private var showsBridgeCopies: (out: Bool, in: Bool) = (false, false)
  private var offsets: [Int64] = []

  init(_ film: Film) {
    var random = SplitMix(seed: film.seed ^ 0xcafe)
    let drops = film.plan.has(.drops, 0.3, &random) ? Double(random.int(1...20)) / 100 : 0
    let misses = film.plan.has(.missingTaps, 0.3, &random) ? Double(random.int(10...60)) / 100 : 0
    let duplicates = film.plan.has(.duplicates, 0.2, &random) ? 0.2 : 0
    isComplete = drops == 0 && misses == 0
    let isFar = film.plan.has(.largeOffsets, 0.15, &random)
    isInTime = !isFar
    self.random = random
    if film.plan.has(.bridgeCopies, 0.3, &self.random) {
      showsBridgeCopies = self.random.pick([(true, false), (false, true), (true, true)])
    }
    let reach = isFar ? 4_900_000 : film.plan.has(.smallOffsets, 0.5, &self.random) ? 25_000 : 0
    for _ in film.world.hosts { offsets.append(self.random.microseconds(-reach...reach)) }
    chooseTaps(film, misses)
    record(film, drops: drops, duplicates: duplicates)
    number()
  }

  private mutating func chooseTaps(_ film: Film, _ misses: Double) {
    let hosts = film.world.hosts
    let nodes = Set(film.world.nodes.map(\.host))
    let anyNodes = nodes.sorted().filter { _ in film.plan.has(.anyTaps, 0.3, &random) }
    let isBoth = random.chance(0.3)
    for host in anyNodes {
      files.append(File(tap: Tap(host: hosts[host].name, interface: "any", file: files.count), host: host, device: nil))
    }
    for place in film.world.places where isBoth || !anyNodes.contains(place.host) {
      // What a pod's namespace shows, its cable shows as well.
      if !nodes.contains(place.host), random.chance(0.5) { continue }
      if random.chance(misses) { continue }
      let tap = Tap(host: hosts[place.host].name, interface: name(place.device, film.world), file: files.count)
      files.append(File(tap: tap, host: place.host, device: place.device))
    }
  }

  private func name(_ device: Device, _ world: World) -> String {
    switch device {
    case .eth0: "eth0"
    case .cni0: "cni0"
    case .tunnel: world.overlay == .ipip ? "tunl0" : "flannel.1"
    case .veth(let pod): "veth-\(world.pods[pod].name)"
    }
  }

  /// Two sockets stamp one packet up to 50 µs apart, but each stamps its packets in their order; hosts' clocks differ by
  /// their offsets.
  private mutating func record(_ film: Film, drops: Double, duplicates: Double) {
    let cutsToMicroseconds = random.chance(0.5)
    var latest = [Int64](repeating: .min, count: files.count)
    for (position, copy) in film.copies.enumerated() where shows(copy.crossing) {
      for (number, file) in files.enumerated() where file.host == copy.crossing.place.host {
        guard file.device == nil || file.device == copy.crossing.place.device, !random.chance(drops) else { continue }
        var time = copy.time + offsets[film.world.hosts[file.host].clock] + random.microseconds(0...50)
        if cutsToMicroseconds { time -= time % 1000 }
        time = max(time, latest[number])
        latest[number] = time
        let interface = file.device == nil ? Self.index(copy.crossing.place.device) : nil
        records.append(Record(time: time, file: number, copy: position, interface: interface))
        guard random.chance(duplicates) else { continue }
        let later = time + random.microseconds(1...200)
        records.append(Record(time: later, file: number, copy: position, interface: interface))
      }
    }
  }

  private func shows(_ crossing: Crossing) -> Bool {
    !crossing.isBridgeCopy || (crossing.leaves ? showsBridgeCopies.out : showsBridgeCopies.in)
  }

  static func index(_ device: Device) -> Int {
    switch device {
    case .eth0: 2
    case .cni0: 3
    case .tunnel: 4
    case .veth(let pod): 5 + pod
    }
  }

  private mutating func number() {
    records.sort { ($0.time, $0.file, $0.copy) < ($1.time, $1.file, $1.copy) }
    var counts = [UInt64](repeating: 0, count: files.count)
    for index in records.indices {
      counts[records[index].file] += 1
      records[index].number = counts[records[index].file]
    }
  }
}
