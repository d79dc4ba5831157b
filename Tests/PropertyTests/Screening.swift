import Cluster
import Trace
import Wire

/// Shows one film to the engine, through its taps.
struct Screening {
  let film: Film
  let watch: Watch
  let knowledge: Knowledge
  let map: ServiceMap

  init(seed: UInt64, plan: Plan) throws {
    film = Film(seed: seed, plan: plan)
    watch = Watch(film)
    var random = SplitMix(seed: seed ^ 0xf00d)
    knowledge =
      plan.has(.withoutMap, 0.2, &random)
      ? .nothing : plan.has(.partialMap, 0.2, &random) ? random.pick([.withoutNodes, .manifests]) : .full
    map = try film.world.map(knowledge)
  }

  /// - Parameter lastFileFirst: the order of records with equal times.
  func paths(hashSeed: UInt64 = 1, lastFileFirst: Bool = false) -> [Path] {
    var configuration = TracerConfiguration()
    configuration.seed = hashSeed
    configuration.maximumFlows = 16_384
    var tracer = Tracer(map: map, configuration: configuration)
    for file in watch.files { tracer.addTap(file.tap) }
    let writer = PacketWriter(world: film.world)
    var paths: [Path] = []
    for record in records(lastFileFirst) {
      let bytes = writer.bytes(film.copies[record.copy], interface: record.interface)
      let packet = Packet(
        number: record.number, timestamp: record.time, interface: record.file,
        linkType: record.interface == nil ? .ethernet : .linuxCooked2, originalLength: bytes.count,
        bytes: bytes.span.bytes)
      if tracer.receive(packet) { paths += tracer.takePaths() }
    }
    tracer.finish()
    return paths + tracer.takePaths()
  }

  private func records(_ lastFileFirst: Bool) -> [Record] {
    guard lastFileFirst else { return watch.records }
    return watch.records.sorted { ($0.time, -$0.file, $0.number) < ($1.time, -$1.file, $1.number) }
  }
}
