import Render

/// What `hopscope config show` prints.
struct ConfigurationReport {
  private let settings: EffectiveSettings

  init(_ settings: EffectiveSettings) { self.settings = settings }

  /// Files, the first that sets an option wins.
  var places: String {
    let read = Set(settings.files.map(\.path))
    return Self.columns(
      [["FILE", "STATE"]] + settings.places.places.map { [$0.path, read.contains($0.path) ? "read" : "not there"] })
  }

  /// All that is set, by command.
  var everything: String {
    var rows: [[String]] = []
    for (words, command) in settings.program.leaves() {
      for setting in settings.settings(of: command, words) {
        rows.append([words.joined(separator: " "), "--\(setting.key)", Self.text(setting), setting.source.description])
      }
    }
    let table = rows.isEmpty ? "Nothing is set.\n" : Self.columns([["COMMAND", "OPTION", "VALUE", "FROM"]] + rows)
    let unused = settings.unusedVariables.map { "\(printable($0)) is set, and no option has this name.\n" }
    return table + (unused.isEmpty ? "" : "\n" + unused.joined())
  }

  /// All options of one command.
  func command(_ leaf: (words: [String], command: CommandHelp)) -> String {
    let found = settings.settings(of: leaf.command, leaf.words)
    let rows = leaf.command.settings.map { argument in
      let setting = found.first { $0.key == argument.key }
      return [
        "--\(argument.key ?? "")", setting.map(Self.text) ?? argument.defaultValue ?? "",
        setting?.source.description ?? (argument.defaultValue == nil ? "not set" : "default"),
      ]
    }
    return Self.columns([["OPTION", "VALUE", "FROM"]] + rows)
  }

  private static func text(_ setting: Setting) -> String { setting.values.joined(separator: ", ") }

  /// The first row are the titles.
  private static func columns(_ rows: [[String]]) -> String {
    let table = TextTable(rows[0].map { TextTable.Column($0) }, rows: rows.dropFirst().map { $0.map(printable) })
    return table.lines(style: Style(isColoured: false)).map { $0 + "\n" }.joined()
  }
}
