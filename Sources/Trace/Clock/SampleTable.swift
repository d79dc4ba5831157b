import Wire

/// Packet copies and when each host saw them, in bounded memory.
///
/// Every copy whose hash is a multiple of `1 << shift` is kept; when the table is full, `shift` grows and the others
/// are dropped. The rule looks at the packet alone, so all hosts keep the same copies, however long the capture and in
/// whatever order its files are read.
struct SampleTable: Sendable {
  static let sampleLimit = 32_768
  static let sightingLimit = 131_072

  /// One copy at the taps of one host that saw it with one TTL.
  struct Sighting: BitwiseCopyable {
    var first: Int64
    var last: Int64
    /// See `Headers.connection`; the smallest where a bridge shows several tuples.
    var connection: UInt32
    /// The next sighting of the same copy, or -1.
    var next: Int32
    var host: UInt16
    var ttl: UInt8
  }

  private struct Sample: BitwiseCopyable {
    var hash: UInt64
    /// See `CopyMark`.
    var copy: UInt32
    var first: Int32
    /// Seen too often, for too long or under two numbers: not one copy.
    var isRepeated: Bool
  }

  /// Sightings of one copy: more would make each of its packets walk them all.
  private static let mostSightings = 24
  /// One host does not hold a packet longer than this; the first retransmission comes after a second.
  private static let longestStay: Int64 = 800_000_000
  /// At most a quarter of the slots is in use: longer walks are somebody's intention.
  private static let slotCount = sampleLimit * 4
  private static let longestProbe = 64

  private var shift = 0
  private var mask: UInt64 = 0
  private var samples: [Sample] = []
  private var sightings: [Sighting] = []
  private var slots = [Int32](repeating: -1, count: slotCount)

  var count: Int { samples.count }

  @inline(__always)
  func keeps(_ hash: UInt64) -> Bool { hash & mask == 0 }

  mutating func add(_ mark: CopyMark, _ sighting: Sighting) {
    let hash = mark.hash
    if samples.count == Self.sampleLimit || sightings.count == Self.sightingLimit { thin() }
    guard keeps(hash), let slot = slot(of: hash) else { return }
    if slots[slot] < 0 {
      slots[slot] = Int32(samples.count)
      samples.append(Sample(hash: hash, copy: mark.copy, first: -1, isRepeated: false))
    }
    let sample = Int(slots[slot])
    if samples[sample].copy != mark.copy { markRepeated(sample) }
    if !samples[sample].isRepeated { add(sighting, to: sample) }
  }

  private mutating func add(_ new: Sighting, to sample: Int) {
    var same: Int?
    var (earliest, latest, length) = (new.first, new.last, 0)
    var position = samples[sample].first
    while position >= 0 {
      let known = sightings[Int(position)]
      if known.host == new.host {
        (earliest, latest) = (min(earliest, known.first), max(latest, known.last))
        if known.ttl == new.ttl { same = Int(position) }
      }
      length += 1
      position = known.next
    }
    if latest.since(earliest) > Self.longestStay || (same == nil && length == Self.mostSightings) {
      markRepeated(sample)
    } else if let same {
      sightings[same].first = min(sightings[same].first, new.first)
      sightings[same].last = max(sightings[same].last, new.last)
      sightings[same].connection = min(sightings[same].connection, new.connection)
    } else {
      var added = new
      added.next = samples[sample].first
      samples[sample].first = Int32(sightings.count)
      sightings.append(added)
    }
  }

  private mutating func markRepeated(_ sample: Int) {
    samples[sample].isRepeated = true
    samples[sample].first = -1
  }

  /// - Returns: where the hash is or belongs.
  private func slot(of hash: UInt64) -> Int? {
    var slot = Int(hash >> 40) & (Self.slotCount - 1)
    for _ in 0..<Self.longestProbe {
      let sample = slots[slot]
      if sample < 0 || samples[Int(sample)].hash == hash { return slot }
      slot = (slot + 1) & (Self.slotCount - 1)
    }
    return nil
  }

  /// Drops at least half of the samples and half of the sightings.
  private mutating func thin() {
    shift = sparser()
    mask = (1 << UInt64(shift)) - 1
    let (oldSamples, oldSightings) = (samples, sightings)
    samples.removeAll(keepingCapacity: true)
    sightings.removeAll(keepingCapacity: true)
    for slot in slots.indices { slots[slot] = -1 }
    for old in oldSamples where keeps(old.hash) {
      guard let slot = slot(of: old.hash) else { continue }
      slots[slot] = Int32(samples.count)
      var copy = old
      copy.first = -1
      var position = old.first
      while position >= 0 {
        var sighting = oldSightings[Int(position)]
        position = sighting.next
        sighting.next = copy.first
        copy.first = Int32(sightings.count)
        sightings.append(sighting)
      }
      samples.append(copy)
    }
  }

  /// The smallest greater `shift` with which little enough is left. Counted, not tried: a sender may choose his hashes.
  private func sparser() -> Int {
    var left = [(samples: Int, sightings: Int)](repeating: (0, 0), count: 65)
    for index in samples.indices {
      let zeros = samples[index].hash.trailingZeroBitCount
      left[zeros].samples += 1
      forEachSighting(of: index) { _ in left[zeros].sightings += 1 }
    }
    for zeros in stride(from: 63, through: 0, by: -1) {
      left[zeros].samples += left[zeros + 1].samples
      left[zeros].sightings += left[zeros + 1].sightings
    }
    return (shift + 1..<63).first {
      left[$0].samples <= Self.sampleLimit / 2 && left[$0].sightings <= Self.sightingLimit / 2
    } ?? 63
  }

  @inline(__always)
  private func forEachSighting(of sample: Int, _ body: (Sighting) -> Void) {
    var position = samples[sample].first
    while position >= 0 {
      body(sightings[Int(position)])
      position = sightings[Int(position)].next
    }
  }

  /// Calls `body` with the sightings of each copy that several hosts saw: by host, and for each host the highest TTL
  /// first.
  func forEachShared(_ body: (_ hash: UInt64, _ sightings: [Sighting]) -> Void) {
    var shared: [Sighting] = []
    for index in samples.indices {
      shared.removeAll(keepingCapacity: true)
      forEachSighting(of: index) { shared.append($0) }
      guard let host = shared.first?.host, shared.contains(where: { $0.host != host }) else { continue }
      shared.sort { $0.host != $1.host ? $0.host < $1.host : $0.ttl > $1.ttl }
      body(samples[index].hash, shared)
    }
  }
}
