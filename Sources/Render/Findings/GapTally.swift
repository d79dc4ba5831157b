import Trace

/// What could not be said of single connections, each once, with how many it is true of.
struct GapTally: Sendable {
  struct Entry: Sendable, Equatable {
    var about: Gap.Subject
    var sentence: String
    var needs: [String]
    var count = 0
  }

  private var places: [Gap: Int] = [:]
  private var list: [Entry] = []
  private static let most = 512

  mutating func add(_ gaps: [Gap], _ words: Words) {
    for gap in gaps {
      if places[gap] == nil {
        guard list.count < Self.most else { continue }
        places[gap] = list.count
        list.append(Entry(about: gap.about, sentence: words.sentence(gap), needs: gap.needs.map(words.need)))
      }
      if let place = places[gap] { list[place].count += 1 }
    }
  }

  /// The most frequent first.
  var entries: [Entry] { list.sorted { ($1.count, $0.sentence) < ($0.count, $1.sentence) } }
}
