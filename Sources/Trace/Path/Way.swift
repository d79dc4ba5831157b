import Cluster
import Wire

/// The way of one connection: what taps showed, in causal order, and what only a witness or the map knows, between.
struct Way {
  enum Step {
    case seen(Flow)
    /// No tap could show it, or none was there.
    case unseen(Tuple, host: String?)

    var tuple: Tuple {
      switch self {
      case .seen(let flow): flow.request
      case .unseen(let tuple, _): tuple
      }
    }
  }

  private(set) var steps: [Step]
  var translations: [Translation]
  var disagreements: [Disagreement] = []

  init(_ ordered: [Flow], _ translations: [Translation]) {
    steps = ordered.map(Step.seen)
    self.translations = translations
  }

  /// The tuple that the client used, and the one that arrived.
  var head: Tuple { translations.first?.before ?? steps[0].tuple }
  var tail: Tuple { translations.last?.after ?? steps[steps.count - 1].tuple }
  var isHeadSeen: Bool { if case .seen = steps[0] { true } else { false } }

  /// Whether a tap showed the client's own packets at the head, not only answers.
  var headShowsRequests: Bool {
    if case .seen(let flow) = steps[0] { flow.firstRequest != nil } else { false }
  }

  func has(_ tuple: Tuple) -> Bool { steps.contains { $0.tuple == tuple } }

  /// When a tuple was first seen; nil when no tap showed it.
  func begin(of tuple: Tuple) -> Int64? {
    steps.compactMap { step in
      guard case .seen(let flow) = step, flow.request == tuple else { return nil }
      return flow.first
    }.min()
  }

  /// When a rewrite was first made: a front may be older than what it is mapped to now.
  func begin(of translation: Translation) -> Int64? {
    [begin(of: translation.before), begin(of: translation.after)].compactMap { $0 }.max()
  }

  mutating func remove(where isSuperfluous: (Step) -> Bool) { steps.removeAll(where: isSuperfluous) }

  mutating func prepend(_ tuple: Tuple, _ translation: Translation) {
    steps.insert(.unseen(tuple, host: translation.host), at: 0)
    translations.insert(translation, at: 0)
  }

  /// The head is a half form: a node's answer was seen between its two rewrites.
  mutating func complete(_ entry: ConntrackEntry) {
    steps.insert(.unseen(entry.original, host: entry.host), at: 0)
    translations[0] = Translation(entry, like: translations[0])
  }

  mutating func append(_ tuple: Tuple, _ translation: Translation) {
    steps.append(.unseen(tuple, host: translation.host))
    translations.append(translation)
  }

  /// Puts rewrites in the place of one that was several.
  mutating func split(_ position: Int, into parts: [Translation]) {
    let end = translations[position].after
    for part in parts.dropLast() where !has(part.after) {
      let place = steps.firstIndex { $0.tuple == end } ?? steps.count
      steps.insert(.unseen(part.after, host: part.host), at: place)
    }
    translations.replaceSubrange(position...position, with: parts)
  }
}

/// What conntrack adds to a way, and where it contradicts.
extension Tracer {
  /// Rewrites of one connection that are followed from one tuple: more nodes than that do not take part.
  private static var longest: Int { 4 }

  mutating func consult(_ way: inout Way, at time: Int64) {
    guard hasWitness else { return }
    for position in way.translations.indices.reversed() {
      confirm(position, &way, way.begin(of: way.translations[position]) ?? time)
    }
    for _ in 0..<Self.longest where extendHead(&way, way.begin(of: way.head) ?? time) {}
    for _ in 0..<Self.longest where extendTail(&way, way.begin(of: way.tail) ?? time) {}
  }

  /// One rewrite as packets show it: conntrack has it too, has it as several, or says otherwise.
  private func confirm(_ position: Int, _ way: inout Way, _ time: Int64) {
    let translation = way.translations[position]
    let chain = chain(from: translation.before, to: translation.after, time, Self.longest)
    guard chain.isEmpty else {
      return way.split(position, into: chain.map { Translation($0, like: chain.count == 1 ? translation : nil) })
    }
    let claims = entries(from: translation.before, at: time).filter {
      translation.host == nil || $0.host == translation.host
    }
    guard !claims.isEmpty, !claims.contains(where: { way.has($0.translated) }) else { return }
    way.disagreements.append(
      Disagreement(entry: claims[0], before: translation.before, after: translation.after))
  }

  /// Entries that lead from one tuple to another, in order; empty when there are none.
  private func chain(from start: Tuple, to end: Tuple, _ time: Int64, _ longest: Int) -> [ConntrackEntry] {
    let next = entries(from: start, at: time)
    if let last = next.first(where: { $0.translated == end }) { return [last] }
    guard longest > 1 else { return [] }
    for entry in next {
      let rest = chain(from: entry.translated, to: end, time, longest - 1)
      if !rest.isEmpty { return [entry] + rest }
    }
    return []
  }

  private func extendHead(_ way: inout Way, _ time: Int64) -> Bool {
    guard let entry = only(entries(to: way.head, at: time)) else { return completeHalf(&way, time) }
    guard !way.has(entry.original) else { return false }
    way.prepend(entry.original, Translation(entry, like: nil))
    return true
  }

  /// Where the head shows one of the two rewrites that an entry made together.
  private func completeHalf(_ way: inout Way, _ time: Int64) -> Bool {
    guard let first = way.translations.first else { return false }
    let found = entries(to: first.after, at: time).filter { entry in
      let isHalf =
        entry.original.hasSameSource(as: first.before) != entry.original.hasSameDestination(as: first.before)
      return isHalf && entry.translated == first.after
    }
    guard let entry = only(found), !way.has(entry.original) else { return false }
    way.complete(entry)
    return true
  }

  private func extendTail(_ way: inout Way, _ time: Int64) -> Bool {
    guard let entry = only(entries(from: way.tail, at: time)), !way.has(entry.translated) else { return false }
    way.append(entry.translated, Translation(entry, like: nil))
    return true
  }

  /// Several hosts, or several connections with these ports, may claim a tuple: then nobody is believed.
  private func only(_ entries: [ConntrackEntry]) -> ConntrackEntry? {
    guard let first = entries.first else { return nil }
    let isSame = entries.allSatisfy { $0.original == first.original && $0.translated == first.translated }
    return isSame ? first : nil
  }
}

extension Translation {
  /// A rewrite that conntrack has.
  /// - Parameter like: the same rewrite as packets show it.
  init(_ entry: ConntrackEntry, like: Translation?) {
    self.init(
      host: entry.host, kinds: Translation.kinds(entry.original, entry.translated), before: entry.original,
      after: entry.translated, confidence: .certain, evidence: (like?.evidence ?? []) + [.conntrack],
      proofs: (like?.proofs ?? []) + [.conntrack(entry)], alternatives: like?.alternatives ?? [])
  }
}
