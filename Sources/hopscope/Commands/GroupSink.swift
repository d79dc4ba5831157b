import Cluster
import Render
import Trace

/// Counts paths in groups, and prints a row or an object for each at the end.
struct GroupSink: PathSink, ~Copyable {
  enum Form { case table, json }

  private var output: OutputStream
  private var groups: GroupTable
  private let timeline: MapTimeline
  private let form: Form
  private let style: Style
  private let isQuiet: Bool
  private let width: Int?

  init(
    _ output: consuming OutputStream, by grouping: Grouping, timeline: MapTimeline, form: Form, style: Style,
    isQuiet: Bool, width: Int?
  ) {
    self.output = output
    groups = GroupTable(by: grouping)
    self.timeline = timeline
    self.form = form
    self.style = style
    self.isQuiet = isQuiet
    self.width = width
  }

  mutating func take(_ paths: [Path], _ printer: PathPrinter) { groups.add(paths, timeline) }

  mutating func finish(_ summary: RunSummary, _ printer: PathPrinter) throws {
    let sorted = groups.sorted
    switch form {
    case .json:
      for group in sorted { try output.write(GroupJSON.render(group, by: groups.grouping)) }
      try output.write(printer.render(summary))
    case .table: try write(sorted)
    }
    try output.close()
  }

  private mutating func write(_ sorted: [GroupTable.Group]) throws {
    guard !sorted.isEmpty else {
      if !isQuiet { Messages.plain("no connections") }
      return
    }
    let table = GroupText.render(sorted, by: groups.grouping, width: width, style: style)
    try output.write(table.text)
    guard !table.leftOut.isEmpty, !isQuiet else { return }
    Messages.note(
      "no room for \(table.leftOut.joined(separator: ", ")); -o json has them, and so has a pipe: | less -S")
  }
}
