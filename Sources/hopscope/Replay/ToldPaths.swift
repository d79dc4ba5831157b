import Cluster
import Trace

/// What a person was told of connections that go on: at their end only what differs is told again.
struct ToldPaths {
  /// What a line says of a path, apart from times and counts.
  private struct Story: Equatable {
    let state: PathState
    let isOK: Bool
    let ends: [Socket?]
    let translations: Int
    let taps: Int
    let related: Int

    init(_ path: Path) {
      // A connection that went well and ended is what it was.
      state = path.state == .closed ? .open : path.state
      isOK = path.isOK
      ends = [path.client, path.front, path.backend]
      translations = path.translations.count
      taps = path.hops.count
      related = path.related.count
    }
  }

  private var stories: [String: Story] = [:]

  /// Whether there is something to tell of a path that was not told before.
  mutating func isNews(_ path: Path) -> Bool {
    let story = Story(path)
    let before = stories[path.id]
    stories[path.id] = path.event == .close ? nil : story
    return before != story
  }
}
