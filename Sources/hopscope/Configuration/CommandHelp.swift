import FoundationEssentials

/// A command as its own help describes it: the one list of options that configuration, environment and documentation use.
struct CommandHelp: Decodable {
  var commandName: String
  var abstract: String?
  var discussion: String?
  var aliases: [String]?
  var subcommands: [CommandHelp]?
  var arguments: [Argument]?

  struct Argument: Decodable {
    enum Kind: String, Decodable { case positional, option, flag }
    var kind: Kind
    var abstract: String?
    var shouldDisplay: Bool
    var isOptional: Bool
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var allValues: [String]?

    /// The long name, without dashes; nil for what cannot be set by a name of its own.
    var key: String? { names?.first { $0.kind == "long" }?.name }
  }

  struct Name: Decodable {
    var kind: String
    var name: String
  }

  /// The whole program.
  static func root() -> CommandHelp {
    struct Dump: Decodable { var command: CommandHelp }
    guard let dump = try? JSONDecoder().decode(Dump.self, from: Data(Hopscope._dumpHelp().utf8)) else {
      preconditionFailure("ArgumentParser's description of the program has another form than expected")
    }
    return dump.command
  }

  /// What ArgumentParser answers itself, what says where to look for all others, what means only the word behind it, and what
  /// asks for a page instead of the command's work.
  private static let notSettable: Set<String> = ["help", "version", "config", "not", "explain"]

  /// Options and flags that environment and configuration may set, in the order of the help.
  var settings: [Argument] {
    (arguments ?? []).filter { $0.kind != .positional && $0.key.map { !Self.notSettable.contains($0) } ?? false }
  }

  func setting(_ key: String) -> Argument? { settings.first { $0.key == key } }

  func subcommand(_ word: String) -> CommandHelp? {
    subcommands?.first { $0.commandName == word || $0.aliases?.contains(word) == true }
  }

  /// Commands that do something, with the words that call them.
  func leaves(_ path: [String] = []) -> [(words: [String], command: CommandHelp)] {
    guard let subcommands else { return [(path, self)] }
    return subcommands.filter { $0.commandName != "help" }.flatMap { $0.leaves(path + [$0.commandName]) }
  }
}
