/// The words after the program's name, and what environment and configuration add to them before they are parsed.
struct CommandLineWords {
  /// As they were typed.
  let typed: [String]
  private(set) var words: [String]
  /// What was added.
  private(set) var added: [Setting] = []

  init(_ typed: [String]) {
    self.typed = typed
    words = typed
  }

  /// Puts options that are set elsewhere, and were not typed, behind the command's name.
  mutating func complete() throws {
    guard !asksForHelp, !EffectiveSettings.areImpossible(named: configuration) else { return }
    let settings = try EffectiveSettings(named: configuration)
    let (path, command) = Self.command(typed, in: settings.program)
    guard command.subcommands == nil else { return }
    var options: [String] = []
    for setting in settings.settings(of: command, path) {
      guard let argument = command.setting(setting.key), !isTyped(argument) else { continue }
      options += try argument.words(setting)
      added.append(setting)
    }
    words.insert(contentsOf: options, at: path.count)
  }

  /// Help must not fail for a file that is wrong, and completion asks in words of its own.
  private var asksForHelp: Bool {
    ["help", "completion", "---completion", "--generate-completion-script"].contains(typed.first ?? "help")
      || options.contains { ["-h", "--help", "--version", "--experimental-dump-help"].contains($0) }
  }

  /// Known before the rest is parsed, as what is wrong with the rest is told with it.
  var asksForASCII: Bool { words.prefix { $0 != "--" }.contains("--ascii") }

  private var options: ArraySlice<String> { typed.prefix { $0 != "--" } }

  /// The last `--config`, as in parsing.
  private var configuration: String? {
    var found: String?
    for (position, word) in options.enumerated() {
      if word.hasPrefix("--config=") { found = String(word.dropFirst("--config=".count)) }
      if word == "--config", position + 1 < options.count { found = typed[position + 1] }
    }
    return found
  }

  /// - Returns: the command that the words call, and the words that do.
  static func command(_ words: [String], in program: CommandHelp) -> (path: [String], command: CommandHelp) {
    var (path, command) = ([String](), program)
    for word in words {
      guard let next = command.subcommand(word) else { break }
      path.append(next.commandName)
      command = next
    }
    return (path, command)
  }

  private func isTyped(_ argument: CommandHelp.Argument) -> Bool {
    let long = Set((argument.names ?? []).filter { $0.kind != "short" }.map(\.name))
    let short = (argument.names ?? []).filter { $0.kind == "short" }.compactMap(\.name.first)
    return options.contains { word in
      guard word.hasPrefix("-") else { return false }
      let name = String(word.drop { $0 == "-" }.prefix { $0 != "=" })
      guard word.hasPrefix("--") else { return long.contains(name) || short.contains { name.contains($0) } }
      return long.contains(name) || long.contains("no-" + name)
        || (name.hasPrefix("no-") && long.contains(String(name.dropFirst(3))))
    }
  }
}
