/// The states of the cluster that several dumps show, in the order of time.
///
/// Dumps that do not contradict each other are parts of one state: nodes in one file, pods in another. Of those that
/// do, each moment is a version of its own. A version has what its dumps have; a kind of which they have nothing at all
/// it takes from the version before, and other namespaces when they speak of one only (`kubectl get -n NAMESPACE`).
struct DumpVersions {
  private(set) var versions: [(time: Int64, objects: ClusterObjects)] = []
  private(set) var problems: [ClusterProblem] = []
  private let dumps: [ClusterDump]
  private var times: [Int64?] = []
  private let limit: Int

  /// Where a version's objects of one kind are.
  private struct Chunk {
    var dump: Int
    var skipped: Set<String> = []
  }

  /// - Parameter limit: objects of all versions together; past it the later versions are left out.
  init(_ dumps: [ClusterDump], limit: Int = Limits.timelineObjects) {
    self.dumps = dumps
    self.limit = limit
    problems = dumps.flatMap { $0.objects.problems } + dumps.compactMap(\.problem)
    guard dumps.count > 1 else {
      versions = dumps.map { (.min, $0.objects) }
      return
    }
    let census = DumpCensus(dumps)
    times = census.times
    problems += census.undated.map { undated($0.earlier, $0.later, $0.object) }
    compose(moments: census.moments)
  }

  private mutating func compose(moments: Set<Int>) {
    let parts = dumps.indices.filter { !moments.contains($0) }
    let ages = Set(moments.compactMap { times[$0] }).sorted()
    var state: [ObjectKind: [Chunk]] = [:]
    var count = 0
    for time in ages.isEmpty ? [.min] : ages {
      let own = moments.filter { times[$0] == time }.sorted()
      for kind in ObjectKind.allCases { state[kind] = chunks(of: kind, own, after: state[kind] ?? []) }
      let objects = objects(parts, state)
      count += objects.listed
      if count > limit, !versions.isEmpty { return tellTooMany(of: ages.count) }
      versions.append((versions.isEmpty ? .min : time, objects))
    }
  }

  private func chunks(of kind: ObjectKind, _ own: [Int], after before: [Chunk]) -> [Chunk] {
    let having = own.filter { dumps[$0].objects.has(kind) }
    guard !having.isEmpty else { return before }
    let chunks = having.map { Chunk(dump: $0) }
    let spoken = having.map { dumps[$0].objects.onlyNamespace }
    guard kind.isNamespaced, spoken.allSatisfy({ $0 != nil }) else { return chunks }
    return before.map { Chunk(dump: $0.dump, skipped: $0.skipped.union(spoken.compactMap { $0 })) } + chunks
  }

  /// In the order in which the dumps were given, for of two objects the later counts; but what the API server said goes
  /// over a manifest, which has no time and lacks what the server adds.
  private func objects(_ parts: [Int], _ state: [ObjectKind: [Chunk]]) -> ClusterObjects {
    var objects = ClusterObjects()
    for kind in ObjectKind.allCases {
      let pieces = parts.map { ($0, dumps[$0].objects) } + pieces(of: kind, state[kind] ?? [])
      for (_, piece) in pieces.sorted(by: { counts($0.0, before: $1.0) }) { objects.append(kind, of: piece) }
    }
    return objects
  }

  private func counts(_ one: Int, before other: Int) -> Bool {
    let (isDated, isOtherDated) = (times[one] != nil, times[other] != nil)
    return isDated == isOtherDated ? one < other : isOtherDated
  }

  /// - Parameter chunks: in the order of time.
  private func pieces(of kind: ObjectKind, _ chunks: [Chunk]) -> [(Int, ClusterObjects)] {
    var claims: Set<Claim> = []
    return chunks.reversed().map { chunk in
      var piece = ClusterObjects()
      piece.append(kind, of: dumps[chunk.dump].objects, except: chunk.skipped)
      if !chunk.skipped.isEmpty { piece.yield(to: claims) }
      if chunks.count > 1 { claims.formUnion(piece.claims) }
      return (chunk.dump, piece)
    }
  }

  private func undated(_ one: Int, _ other: Int, _ object: String) -> ClusterProblem {
    let (first, last) = (dumps[one], dumps[other])
    let reason: String
    switch (times[one], times[other]) {
    case (nil, nil): reason = "neither says when it was made: the one given last counts"
    case (_, nil): reason = "\(last.name) does not say when it was made: \(first.name) counts"
    case (nil, _): reason = "\(first.name) does not say when it was made: \(last.name) counts"
    default: reason = "both are of the same time: the one given last counts"
    }
    return ClusterProblem(
      .undatedDumps, object: last.name,
      sentence:
        "\(first.name) and \(last.name) describe \(object) differently, and \(reason). Say --at TIME for each."
    )
  }

  private mutating func tellTooMany(of count: Int) {
    problems.append(
      ClusterProblem(
        .tooManyVersions, object: "the dumps",
        sentence:
          "The dumps show the cluster at \(count) times, with more than \(limit) objects together: only the first \(versions.count) are in use. Give fewer dumps."
      ))
  }
}

extension ClusterObjects {
  /// Objects in the lists.
  fileprivate var listed: Int {
    nodes.count + pods.count + services.count + slices.count + endpoints.count + templates.count + owned.count
      + policies.count + namespaces.count
  }
}
