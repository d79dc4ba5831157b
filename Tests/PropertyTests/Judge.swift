import Cluster
import Trace
import Wire

/// A claim of the engine that is not true, or a connection that it did not put together.
struct Fault {
  enum Property: String {
    /// Packets of two connections, or of two mappings of one, in one path.
    case mixed
    case translation, names, counts
    /// Hops against the order in which packets passed.
    case order
    /// Not one path with everything that was seen.
    case missed
  }

  let property: Property
  let connections: Set<Int>
  let text: String
}

/// Compares paths with the truth.
struct Judge {
  let screening: Screening
  let truth: Truth
  private(set) var faults: [Fault] = []
  /// Connections and mappings that can be put together, and those that were.
  private(set) var decidable = 0
  private(set) var recalled = 0
  private var belonging: [Int: [(path: Path, mapping: Int?)]] = [:]

  init(_ screening: Screening, _ paths: [Path]) {
    self.screening = screening
    truth = Truth(screening.film, screening.watch)
    for path in paths { judge(path.onlySeen) }
    if screening.watch.isComplete { for connection in truth.connections { recall(connection) } }
  }

  private mutating func fail(_ property: Fault.Property, _ connections: Set<Int>, _ text: String) {
    faults.append(Fault(property: property, connections: connections, text: text))
  }

  // MARK: Precision

  private mutating func judge(_ path: Path) {
    let owners = path.hops.map { truth.owner($0)?.connection ?? -1 }
    guard let index = connection(path, owners) else {
      return fail(.mixed, Set(owners), "hops of connections \(owners): \(text(path))")
    }
    let connection = truth.connections[index]
    let strangers = zip(path.hops, owners).filter { $1 != index && !truth.isShared($0, index) }
    if !strangers.isEmpty { fail(.mixed, Set(owners), "hops of connections \(owners): \(text(path))") }
    let pairs = Set(path.hops.map { Pair($0.tuple) })
    let mapping = mapping(path, connection, pairs)
    belonging[index, default: []].append((path, mapping))
    guard let mapping else { return fail(.mixed, [index], "tuples of two mappings: \(text(path))") }
    let journey = connection.journeys[mapping]
    judgeTranslations(path, connection, journey)
    judgeNames(path, connection, journey)
    judgeOrder(path, connection, journey)
    judgeCounts(path, index)
  }

  /// The one connection that has packets at all hops; the owner of most of the first ones when several have.
  private func connection(_ path: Path, _ owners: [Int]) -> Int? {
    let fits = truth.connections.indices.filter { index in
      path.hops.allSatisfy { truth.connections(at: $0)[index] != nil }
    }
    return fits.max { left, right in owners.count { $0 == left } < owners.count { $0 == right } }
  }

  /// The mapping that explains all tuples; of several, the one whose packets began the most hops.
  private func mapping(_ path: Path, _ connection: Connection, _ pairs: Set<Pair>) -> Int? {
    let fits = connection.journeys.indices.filter { mapping in
      pairs.isSubset(of: connection.journeys[mapping].forms.map { Pair($0.tuple) })
    }
    return fits.max { left, right in begun(path, left) < begun(path, right) }
  }

  private func begun(_ path: Path, _ mapping: Int) -> Int { path.hops.count { truth.owner($0)?.mapping == mapping } }

  private mutating func judgeTranslations(_ path: Path, _ connection: Connection, _ journey: Journey) {
    for translation in path.translations {
      let before = truth.stage(translation.before, in: journey)
      let after = truth.stage(translation.after, in: journey)
      if let before, let after, before < after { continue }
      if !isDirected(connection), isBackwards(translation, journey) { continue }
      let claim = "\(Dump.line(translation.before)) ⇒ \(Dump.line(translation.after))"
      fail(.translation, [connection.index], "\(claim) in \(text(path))")
    }
  }

  /// Who the client is can be known: a handshake, or an echo, and all of it captured.
  private func isDirected(_ connection: Connection) -> Bool {
    guard screening.watch.isComplete, !screening.film.isLate else { return false }
    return connection.transport != .udp || screening.watch.isInTime
  }

  private func isBackwards(_ translation: Translation, _ journey: Journey) -> Bool {
    guard let before = truth.stage(translation.before.reversed, in: journey),
      let after = truth.stage(translation.after.reversed, in: journey)
    else { return false }
    return after < before
  }

  private mutating func judgeNames(_ path: Path, _ connection: Connection, _ journey: Journey) {
    guard !path.isAmbiguous, !path.names.ambiguous else { return }
    let world = screening.film.world
    if let service = path.names.service.map({ screening.map[$0].name }), service != journey.service {
      fail(.names, [connection.index], "Service \(service), truly \(journey.service ?? "none"): \(text(path))")
    }
    if let pods = path.names.backend?.pods, pods.count == 1 {
      let name = screening.map[pods[0]].name
      let truePod = journey.pod.map { world.pods[$0].name }
      if name != truePod { fail(.names, [connection.index], "pod \(name), truly \(truePod ?? "none"): \(text(path))") }
    }
  }

  private mutating func judgeOrder(_ path: Path, _ connection: Connection, _ journey: Journey) {
    guard screening.watch.isComplete, isDirected(connection) else { return }
    let stages = path.hops.compactMap { truth.stage(Pair($0.tuple), in: journey) }
    if stages != stages.sorted() {
      return fail(.order, [connection.index], "stages \(stages): \(text(path))")
    }
    for (one, two) in zip(path.hops, path.hops.dropFirst()) where one.tuple == two.tuple {
      guard let first = truth.connections(at: one)[connection.index]?.requestTTL,
        let second = truth.connections(at: two)[connection.index]?.requestTTL, first < second
      else { continue }
      fail(.order, [connection.index], "TTL \(first) before \(second): \(text(path))")
    }
  }

  private mutating func judgeCounts(_ path: Path, _ connection: Int) {
    for hop in path.hops where !truth.isShared(hop, connection) {
      let most = truth.connections(at: hop)[connection]?.packets ?? 0
      let claimed = hop.packets.request + hop.packets.reply
      guard claimed > most else { continue }
      let all = Set(truth.connections(at: hop).keys).union([connection])
      let place = "\(hop.host ?? "?")/\(hop.interface ?? "?") \(Dump.line(hop.tuple))"
      fail(.counts, all, "\(claimed) packets of #\(connection) at \(place), truly \(most): \(text(path))")
    }
  }

  // MARK: Recall

  private mutating func recall(_ connection: Connection) {
    guard connection.isDecidable else { return }
    let mappings = connection.journeys.indices.filter { !truth.observed(connection, $0).isEmpty }
    let common = mappings.dropFirst().reduce(truth.observed(connection, mappings.first ?? 0)) {
      $0.intersection(truth.observed(connection, $1))
    }
    let own = belonging[connection.index] ?? []
    for mapping in mappings {
      decidable += 1
      let legs = truth.observed(connection, mapping)
      let wanted = mappings.count == 1 ? legs : legs.subtracting(common)
      let paths = own.filter { $0.mapping == mapping && !isCrumb($0.path, connection) }
      if paths.count == 1 || (wanted.isEmpty && !own.isEmpty), wanted.isSubset(of: pairs(paths)) {
        recalled += 1
      } else {
        fail(.missed, [connection.index], missing(connection, mapping, own))
      }
    }
    if mappings.count > 1, !common.isSubset(of: pairs(own)) {
      fail(.missed, [connection.index], "the front is in no path: \(missing(connection, 0, own))")
    }
  }

  /// A half form of which one packet was seen, without payload: nothing ties it to the rest.
  private func isCrumb(_ path: Path, _ connection: Connection) -> Bool {
    path.hops.allSatisfy { hop in
      let isHalf = connection.journeys.contains { $0.forms.contains { $0.isHalf && Pair($0.tuple) == Pair(hop.tuple) } }
      return isHalf && truth.connections(at: hop)[connection.index]?.copies.count == 1
    }
  }

  private func pairs(_ paths: [(path: Path, mapping: Int?)]) -> Set<Pair> {
    Set(paths.flatMap { $0.path.hops.map { Pair($0.tuple) } })
  }

  private func missing(_ connection: Connection, _ mapping: Int, _ own: [(path: Path, mapping: Int?)]) -> String {
    "mapping \(mapping) is in \(own.count) paths: " + own.map { text($0.path) }.joined(separator: " | ")
  }

  // MARK: Words

  private func text(_ path: Path) -> String {
    let hops = path.hops.map { "\($0.host ?? "?")/\($0.interface ?? "?") \(Dump.line($0.tuple))" }
    return "\(path.transport.word) \(path.state.rawValue)\(path.isAmbiguous ? " ambiguous" : "") "
      + hops.joined(separator: " → ")
  }
}

extension Path {
  /// Without the hops that the map knows and no tap showed: the film has no packets for them.
  fileprivate var onlySeen: Path {
    var path = self
    path.hops.removeAll { !$0.isSeen }
    return path
  }
}
