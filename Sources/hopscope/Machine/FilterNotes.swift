import Capture
import Cluster

/// What is said of a packet filter, before and while it is used.
enum FilterNotes {
  /// Before anything is read: what is wrong with the words alone.
  static func check(_ expression: String?) throws {
    guard let expression, let fault = PacketFilter.syntaxFault(of: expression) else { return }
    throw Failure(sentence: fault.sentence, status: .usage)
  }

  /// Makes ready for all interfaces known by now.
  static func cover(_ input: borrowing PacketInput, _ filter: inout PacketFilter) throws {
    do { try filter.cover(input.interfaces) } catch { throw Failure(sentence: error.sentence, status: .usage) }
  }

  /// Warns when it shows one side of a translation and hides the other, for such paths cannot be joined; and when it hides
  /// other packets of what it shows.
  static func tell(_ expression: String, _ timeline: MapTimeline) {
    for sentence in sentences(expression, timeline[timeline.count - 1]) { Messages.warning(sentence) }
  }

  /// Each loss, and the expression that keeps what is lost.
  static func sentences(_ expression: String, _ map: ServiceMap) -> [String] {
    var filter = PacketFilter(expression)
    var sentences: [String] = []
    var start = "(\(filter.expression))"
    let cuts = FilterCutSearch(map, expression: expression)
    if let cut = cuts.find(&filter) {
      let remedy = cuts.remedy(filter.expression, cut)
      start = remedy ?? start
      sentences.append(cut.sentence + (remedy.map { ". Or widen the filter: \($0)" } ?? ""))
    }
    let search = FilterLossSearch(map, expression: expression)
    let losses = search.find(&filter)
    guard !losses.isEmpty, let remedy = search.remedy(start, losses) else { return sentences }
    let list = losses.map(\.words).joined(separator: "; ")
    return sentences + ["the filter hides \(list). This one keeps them: \(remedy)"]
  }
}
