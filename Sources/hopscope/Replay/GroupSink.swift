import Cluster
import Render
import Trace

/// Counts paths in groups, and prints a row or an object for each at the end.
struct GroupSink: PathSink, ~Copyable {
  enum Form { case table, json, yaml, csv }

  private var output: OutputStream
  private var groups: GroupTable
  private let order: GroupOrder?
  private var timeline: MapTimeline
  private let form: Form
  private let text: TextOptions
  private let isQuiet: Bool

  init(
    _ output: consuming OutputStream, by grouping: Grouping, order: GroupOrder?, timeline: MapTimeline, form: Form,
    text: TextOptions,
    isQuiet: Bool
  ) {
    self.output = output
    groups = GroupTable(by: grouping, isNumeric: form == .table && text.isNumeric)
    self.order = order
    self.timeline = timeline
    self.form = form
    self.text = text
    self.isQuiet = isQuiet
  }

  mutating func take(_ paths: [Path], _ printer: PathPrinter) { groups.add(paths, timeline) }

  mutating func update(_ timeline: MapTimeline) { self.timeline = timeline }

  mutating func finish(_ summary: RunSummary, _ printer: PathPrinter) throws {
    let worst = groups.sorted
    let sorted = order?.sorted(worst, by: groups.grouping) ?? worst
    switch form {
    case .csv:
      if text.hasHeaders { try output.write(GroupCSV.head()) }
      for group in sorted { try output.write(GroupCSV.render(group, by: groups.grouping)) }
    case .json:
      for group in sorted { try output.write(GroupJSON.render(group, by: groups.grouping)) }
      try output.write(printer.render(summary))
    case .yaml:
      for group in sorted {
        try output.write(YAMLWriter.document(of: GroupJSON.render(group, by: groups.grouping)))
      }
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
    let table = GroupText.render(sorted, by: groups.grouping, text)
    try output.write(table.text)
    guard !table.leftOut.isEmpty, !isQuiet else { return }
    Messages.note(
      "no room for \(table.leftOut.joined(separator: ", ")); -o json has them, and so has a pipe: | less -S")
  }
}
