import ArgumentParser
import Testing

@testable import hopscope

/// docs/cli.md.
enum CommandPage {
  struct Command: CustomTestStringConvertible, Sendable {
    /// `hopscope replay`.
    let name: String
    let type: any ParsableCommand.Type
    var testDescription: String { name }
  }

  /// The program, its commands and theirs.
  static let commands: [Command] = list(Hopscope.self, "hopscope")

  private static func list(_ type: any ParsableCommand.Type, _ name: String) -> [Command] {
    [Command(name: name, type: type)]
      + type.configuration.subcommands.flatMap { list($0, "\(name) \($0._commandName)") }
  }

  static var text: String {
    let contents = commands.map { "- [`\($0.name)`](#\($0.name.split(separator: " ").joined(separator: "-")))" }
    let sections = commands.map { command in
      let help = Hopscope.helpMessage(for: command.type, columns: 80).split(
        separator: "\n", omittingEmptySubsequences: false
      ).map { String($0.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n")
      return "## \(command.name)\n\n```text\n\(help)\n```\n"
    }
    return """
      # Command line

      What `--help` of every command prints. Options can also be set by environment and files: [configuration.md](configuration.md).
      What is printed: [outputs.md](outputs.md). Manual pages with the same content: `man -M docs/man hopscope`.

      \(contents.joined(separator: "\n"))

      \(sections.joined(separator: "\n"))
      """ + ""
  }
}
