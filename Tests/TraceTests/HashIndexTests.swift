import Testing

@testable import Trace

@Suite struct HashIndexTests {
  private func records(_ index: borrowing HashIndex, _ hash: UInt64) -> Set<UInt32> {
    var probe = index.probe(hash)
    var found: Set<UInt32> = []
    while true {
      let record = index.next(&probe)
      if record == 0 { return found }
      found.insert(record)
    }
  }

  @Test("It agrees with a dictionary of sets through growth and removal")
  func agrees() {
    var index = HashIndex(minimumSlots: 64)
    var model: [UInt64: Set<UInt32>] = [:]
    var state: UInt64 = 42
    for step in 1...20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let hash = (state >> 33) % 700
      if step % 3 == 0, let record = model[hash]?.min() {
        index.remove(record, hash: hash)
        model[hash]?.remove(record)
      } else if index.insert(UInt32(step), hash: hash) {
        model[hash, default: []].insert(UInt32(step))
      }
    }
    for hash in 0..<UInt64(700) {
      let found = records(index, hash)
      #expect(found == model[hash, default: []])
    }
  }

  @Test("Look-alikes beyond the limit are refused, so that no sender can make every look-up long")
  func bounded() {
    var index = HashIndex(minimumSlots: 64)
    var kept = 0
    for record in UInt32(1)...1000 where index.insert(record, hash: 7) { kept += 1 }
    #expect(kept == HashIndex.mostAlike)
    let found = records(index, 7)
    #expect(found.count == HashIndex.mostAlike)
    let isKept = index.insert(5000, hash: 8)
    #expect(isKept)
  }
}
