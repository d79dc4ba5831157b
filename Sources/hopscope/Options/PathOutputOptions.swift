import ArgumentParser
import Render
import Trace

/// What is printed of paths, in which form and order.
struct PathOutputOptions: ParsableArguments {
  @Option(
    name: .shortAndLong, help: OutputChoice.help, completion: OutputChoice.completion,
    transform: OutputChoice.init(parsing:))
  var output = OutputChoice(form: .line, word: "line")

  @OptionGroup var choices: TextChoices

  @OptionGroup var grouping: GroupOptions

  @Flag(
    help: """
      With -o path, json or yaml: what each translation rests on: packets by file and number, fields, the map's objects, and which \
      alternatives were refused and why.
      """)
  var why = false

  @Option(
    name: [.customLong("sort-by"), .customLong("sort")],
    help: ArgumentHelp(
      """
      Wait for the end and sort by start, end, lasted, state, service, client, front, backend, pod, node, connect, packets, \
      bytes, id, a column of -o csv, or an expression on hopscope.path/1 (.hops[0].first). Paths without it come first. \
      Without this a path is printed when it is complete. Tables of groups: conns, failed, connect, bytes or another column, \
      the greatest first; without this most failed first.
      """, valueName: "KEY"), completion: .list(PathOrder.wordList + GroupOrder.wordList),
    transform: SortKey.init(parsing:))
  var sortBy: SortKey?

  func validate() throws {
    guard !why || output.form.canExplain else {
      throw ValidationError("--why explains paths and their hops: add -o path, -o json or -o yaml.")
    }
    try choices.check(output)
    try grouping.check(output, isNumeric: choices.numeric)
    if by != nil { _ = try sortBy?.groups() } else { _ = try sortBy?.paths() }
  }

  /// What to group by; nil for one path at a time.
  var by: Grouping? { grouping.by(output.form) }
  /// Paths wait for the end, and are left out then.
  var sortsPaths: Bool { sortBy != nil && by == nil }

  /// It is said of single paths what is wrong with them.
  var judges: Bool { by == nil && output.form.showsFindings }

  /// Findings are told when they first appear.
  var tellsFindings: Bool { by == nil && output.form.tellsFindings }

  func text(_ look: LookOptions) -> TextOptions { choices.text(look, output) }

  /// Lets a run print what it finds.
  /// - Parameters:
  ///   - limit: of sorted paths.
  ///   - tellsFindings: also what is found wrong, when it first appears.
  ///   - run: has opened its inputs.
  func deliver<Run: PathRun>(_ run: inout Run, look: LookOptions, limit: PathLimit, tellsFindings: Bool = false) throws
    -> ExitStatus
  {
    let file = try output.file.map { try OutputStream(file: $0) } ?? OutputStream()
    guard let by, let form = grouping.form(output.form) else {
      var paths = PathStream(
        file, order: try sortBy?.paths(), limit: limit, telling: output.form.telling(look.verbose),
        tellsFindings: tellsFindings)
      return try run.run(into: &paths)
    }
    var groups = GroupSink(
      file, by: by, order: try sortBy?.groups(), timeline: run.timeline, form: form, text: text(look),
      isQuiet: look.quiet)
    return try run.run(into: &groups)
  }
}
