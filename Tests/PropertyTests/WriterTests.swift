import Testing
import Trace
import Wire

/// The bytes mean what the film says, and the judge convicts paths that are wrong.
@Suite struct WriterTests {
  @Test("What is written is read back", arguments: Feature.allCases)
  func decodes(_ feature: Feature) throws {
    for seed in UInt64(1)...2 {
      let screening = try Screening(seed: seed, plan: Plan(focus: feature))
      let writer = PacketWriter(world: screening.film.world)
      for record in screening.watch.records {
        let copy = screening.film.copies[record.copy]
        let bytes = writer.bytes(copy, interface: record.interface)
        var headers = Headers()
        let packet = Packet(
          number: record.number, timestamp: record.time, interface: 0,
          linkType: record.interface == nil ? .ethernet : .linuxCooked2, originalLength: bytes.count,
          bytes: bytes.span.bytes)
        Decoder().decode(packet, into: &headers)
        #expect(headers.tuple == copy.crossing.tuple && headers.ttl == copy.ttl && headers.stop.reason == .complete)
        #expect((headers.encapsulation.kind != .none) == (copy.crossing.tunnel != nil))
        let isIPv4 = copy.crossing.tuple.source.isIPv4
        #expect(headers.packetID == (isIPv4 ? UInt32(copy.segment.identification) : copy.segment.label))
        guard record.interface != nil else { continue }
        #expect(headers.direction == (copy.crossing.leaves ? .out : .in))
      }
    }
  }

  /// The first world of plain nodePort connections that are put together without a fault, at least two of them.
  private func innocent() throws -> (Screening, [Path]) {
    for seed in UInt64(1)...50 {
      let screening = try Screening(seed: seed, plan: Plan(focus: .nodePort))
      let paths = screening.paths()
      let judge = Judge(screening, paths)
      if judge.faults.isEmpty, judge.recalled >= 2, paths.allSatisfy({ !$0.translations.isEmpty }) {
        return (screening, paths)
      }
    }
    throw Failure()
  }

  private struct Failure: Error {}

  private func verdict(_ change: (inout [Path]) -> Void) throws -> Set<Fault.Property> {
    var (screening, paths) = try innocent()
    change(&paths)
    return Set(Judge(screening, paths).faults.map(\.property))
  }

  @Test("A stranger's hop, a lost hop, a split path, a wrong order, a turned translation are found")
  func convicts() throws {
    #expect(try verdict { _ in }.isEmpty)
    #expect(try verdict { $0[0].hops.append($0[1].hops[0]) }.contains(.mixed))
    #expect(try verdict { $0[0].hops[0].packet = $0[1].hops[0].packet }.contains(.mixed))
    #expect(
      try verdict { paths in
        let front = paths[0].hops[0].tuple
        paths[0].hops.removeAll { $0.tuple == front }
        paths[0].translations = []
      } == [.missed])
    #expect(try verdict { $0.append($0[0]) } == [.missed])
    #expect(try verdict { $0.removeFirst() } == [.missed])
    #expect(try verdict { $0[0].hops.reverse() }.contains(.order))
    #expect(try verdict { $0[0].hops[0].packets.request += 1 } == [.counts])
    #expect(
      try verdict {
        let translation = $0[0].translations[0]
        $0[0].translations[0].before = translation.after
        $0[0].translations[0].after = translation.before
      } == [.translation])
    #expect(try verdict { $0[0].names.service = nil }.isEmpty)
    let map = try innocent().0.map
    #expect(
      try verdict { paths in
        let truth = paths[0].names.service.map { map[$0].name }
        paths[0].names.service = map.servicePortIDs.first { map[$0].name != truth }
      } == [.names])
  }
}
