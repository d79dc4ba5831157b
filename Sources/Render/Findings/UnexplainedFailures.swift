import Cluster
import Trace

/// Failed connections that no finding explains, in groups: one for each Service, entrance, and way to end.
struct UnexplainedFailures: Sendable {
  struct Group: Sendable, Equatable {
    /// `shop/web`, as text.
    var subject: String
    var entrance: String
    var state: PathState
    /// Why each ended: `RST from pod web-0: nothing listens on 80`.
    var ending: String
    var count = 0
    var first = Int64.max
    var last = Int64.min
    /// The first ones.
    var paths: [String] = []
  }

  private struct Key: Hashable {
    var subject: String
    var entrance: String
    var state: PathState
    var ending: String
  }

  private var places: [Key: Int] = [:]
  private var groups: [Group] = []
  /// Group by path, of so many paths: one that a later finding names is taken out again.
  private var groupOf: [String: Int] = [:]
  /// Failures that found no room.
  private(set) var others = 0
  private static let (mostGroups, mostPaths, mostNamed) = (512, 65_536, 4)

  mutating func add(_ path: Path, _ words: Words) {
    guard !path.isOK, !path.findings.contains(where: \.explainsFailure) else { return }
    guard !path.gaps.contains(where: { $0.about == .outcome }) else { return }
    let key = Key(
      subject: words.subject(path), entrance: words.kind(path.names.front), state: path.state,
      ending: words.ending(path) ?? "")
    guard let place = place(key) else {
      others += 1
      return
    }
    groups[place].count += 1
    groups[place].first = min(groups[place].first, path.start)
    groups[place].last = max(groups[place].last, path.end)
    if groups[place].paths.count < Self.mostNamed { groups[place].paths.append(path.id) }
    if groupOf.count < Self.mostPaths { groupOf[path.id] = place }
  }

  private mutating func place(_ key: Key) -> Int? {
    if let known = places[key] { return known }
    guard groups.count < Self.mostGroups else { return nil }
    places[key] = groups.count
    groups.append(Group(subject: key.subject, entrance: key.entrance, state: key.state, ending: key.ending))
    return groups.count - 1
  }

  /// The most frequent first.
  ///
  /// - Parameter findings: what was found by the end; paths that they name are explained.
  func remaining(_ findings: [Finding]) -> [Group] {
    var left = groups
    for id in Set(findings.filter(\.kind.explainsFailure).flatMap(\.paths)) {
      guard let place = groupOf[id] else { continue }
      left[place].count -= 1
      left[place].paths.removeAll { $0 == id }
    }
    return left.filter { $0.count > 0 }.sorted {
      ($1.count, $0.subject, $0.entrance, $0.ending) < ($0.count, $1.subject, $1.entrance, $1.ending)
    }
  }
}

extension FindingKind {
  /// Says why a connection failed; some say only how it went, or how it was spread.
  fileprivate var explainsFailure: Bool { !Self.besideFailure.contains(self) }

  private static let besideFailure: Set<FindingKind> = [
    .clientAddressHidden, .unevenConnections, .unevenOpenConnections, .slowHop,
  ]
}
