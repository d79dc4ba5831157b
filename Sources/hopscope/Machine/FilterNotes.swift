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

  /// Warns when it shows one side of a translation and hides the other: such paths cannot be joined.
  static func tell(_ expression: String, _ timeline: MapTimeline) {
    var filter = PacketFilter(expression)
    let frames = FilterCutSearch(timeline[timeline.count - 1], expression: expression)
    guard let cut = frames.find(&filter) else { return }
    Messages.warning(cut.sentence)
  }
}
