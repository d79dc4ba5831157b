import ArgumentParser
import Cluster

/// Wrong usage, told as every error is: a sentence, and where to read on.
enum UsageError {
  static func tell(_ message: String, _ line: CommandLineWords) -> Never {
    // A shell asks while somebody types: there is no place for sentences.
    if line.typed.first == "---completion" { ExitStatus.leave(.failed) }
    let (path, command) = CommandLineWords.command(line.typed, in: CommandHelp.root())
    Messages.error(sentence(message, line.typed, path, command))
    // ArgumentParser's own hint at an option is no complaint about it.
    for setting in line.added where message.contains("--\(setting.key)") && !message.hasPrefix("Unknown option") {
      Messages.note("--\(setting.key) \(setting.values.joined(separator: ", ")) comes from \(setting.source)")
    }
    leave(pointingAt: path)
  }

  static func tell(_ setting: BadSetting) -> Never {
    Messages.error(setting.sentence)
    leave(pointingAt: ["config"])
  }

  private static func leave(pointingAt path: [String]) -> Never {
    Messages.plain("See '\((["hopscope"] + path).joined(separator: " ")) --help'.")
    ExitStatus.leave(.usage)
  }

  /// What stands where a command should, said as that.
  private static func sentence(
    _ message: String, _ typed: [String], _ path: [String], _ command: CommandHelp
  ) -> String {
    guard let subcommands = command.subcommands, let word = typed.dropFirst(path.count).first, !word.hasPrefix("-")
    else { return UsageWords(message).sentence }
    if ConfigurationPlaces.isFile(word) {
      return "“\(word)” is a file, and a command comes first: hopscope replay \(word)"
    }
    let hint =
      NearestNames.find(word, among: subcommands.map(\.commandName)).first.map { "; did you mean \($0)?" } ?? ""
    return "there is no command “\(word)”\(hint)"
  }
}
