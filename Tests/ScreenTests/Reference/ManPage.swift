import Foundation

@testable import hopscope

/// A manual page in mdoc(7), made of a command's own help.
struct ManPage {
  let program: CommandHelp
  /// That call the command; none for the program itself.
  let words: [String]
  let command: CommandHelp

  /// `hopscope`, `hopscope-config-show`.
  static func name(_ words: [String]) -> String { (["hopscope"] + words).joined(separator: "-") }

  /// All commands, groups of commands too.
  static func all(_ program: CommandHelp = .root()) -> [ManPage] { pages(program, [], program) }

  private static func pages(_ program: CommandHelp, _ words: [String], _ command: CommandHelp) -> [ManPage] {
    let below = (command.subcommands ?? []).filter { $0.commandName != "help" }
    return [ManPage(program: program, words: words, command: command)]
      + below.flatMap { pages(program, words + [$0.commandName], $0) }
  }

  var text: String {
    let name = Self.name(words)
    var lines = [
      ".\\\" Made from the program's help by ReferencePagesTests; docs/testing.md says how.",
      ".Dd November 25, 2026", ".Dt \(name.uppercased()) 1", ".Os", ".Sh NAME", ".Nm \(name)",
    ]
    lines.append(".Nd \(Mdoc.text(Self.withoutStop(command.abstract ?? "")))")
    lines += synopsis
    lines += [".Sh DESCRIPTION"] + Mdoc.prose(parts.description)
    lines += options + commands + environment + exits + examples + seeAlso
    return lines.joined(separator: "\n") + "\n"
  }

  /// What the discussion tells under headings that a manual has sections for.
  private var parts: (description: String, examples: String?, exits: String?) {
    var parts = (description: "", examples: String?.none, exits: String?.none)
    for paragraph in (command.discussion ?? "").components(separatedBy: "\n\n") {
      if paragraph.hasPrefix("Examples:\n") {
        parts.examples = String(paragraph.dropFirst("Examples:\n".count))
      } else if paragraph.hasPrefix("Exit codes: ") {
        parts.exits = String(paragraph.dropFirst("Exit codes: ".count))
      } else {
        parts.description += (parts.description.isEmpty ? "" : "\n\n") + paragraph
      }
    }
    if parts.description.isEmpty { parts.description = command.abstract ?? "" }
    return parts
  }

  private static func withoutStop(_ text: String) -> String { text.hasSuffix(".") ? String(text.dropLast()) : text }

  private var arguments: [CommandHelp.Argument] { (command.arguments ?? []).filter(\.shouldDisplay) }
  private var below: [CommandHelp] { (command.subcommands ?? []).filter { $0.commandName != "help" } }

  private var synopsis: [String] {
    var lines = [".Sh SYNOPSIS", ".Nm \(words.isEmpty ? "hopscope" : "hopscope " + words.joined(separator: " "))"]
    if !below.isEmpty { return lines + [".Ar command"] }
    lines += arguments.filter { $0.kind != .positional }.map { ".Op \(flags($0, all: false))" }
    return lines
      + arguments.filter { $0.kind == .positional }.map { argument in
        let word = "Ar \(value(argument))\(argument.isRepeating ? " ..." : "")"
        return argument.isOptional ? ".Op \(word)" : ".\(word)"
      }
  }

  /// `Fl o , Fl -output Ar FORMAT`.
  private func flags(_ argument: CommandHelp.Argument, all: Bool) -> String {
    let names = (argument.names ?? []).map { $0.kind == "short" ? "Fl \($0.name)" : "Fl -\(Mdoc.literal($0.name))" }
    let sorted = names.sorted { $0.count < $1.count }
    let shown = all ? sorted.joined(separator: " , ") : (sorted.last ?? "")
    return argument.kind == .option ? "\(shown) Ar \(value(argument))" : shown
  }

  private func value(_ argument: CommandHelp.Argument) -> String { Mdoc.word(argument.valueName ?? "value") }

  private var options: [String] {
    guard !arguments.isEmpty else { return [] }
    return [".Sh OPTIONS", ".Bl -tag -width indent"]
      + arguments.flatMap { argument in
        [".It \(argument.kind == .positional ? "Ar \(value(argument))" : flags(argument, all: true))"]
          + Mdoc.prose(explanation(argument))
      } + [".El"]
  }

  private func explanation(_ argument: CommandHelp.Argument) -> String {
    var text = argument.abstract ?? ""
    if let values = argument.allValues, !values.isEmpty { text += " Values: \(values.joined(separator: ", "))." }
    if let standard = argument.defaultValue, !standard.isEmpty { text += " Default: \(standard)." }
    return text
  }

  private var commands: [String] {
    guard !below.isEmpty else { return [] }
    return [".Sh COMMANDS", ".Bl -tag -width indent"]
      + below.flatMap { command in
        [".It Cm \(command.commandName)"] + Mdoc.prose(command.abstract ?? "")
          + ["See", ".Xr \(Self.name(words + [command.commandName])) 1 ."]
      } + [".El"]
  }

  private var environment: [String] {
    let settable = command.settings.compactMap(\.key)
    guard words.isEmpty || !settable.isEmpty else { return [] }
    let general = "Every option may be set by HOPSCOPE_ and its name in capitals, or in a configuration file; see"
    guard !settable.isEmpty else {
      return [".Sh ENVIRONMENT"] + Mdoc.wrapped(general) + [".Xr hopscope-config 1 ."]
    }
    return [".Sh ENVIRONMENT"] + Mdoc.wrapped(general) + [".Xr hopscope-config 1 .", ".Bl -tag -width indent"]
      + settable.map { ".It Ev \(EnvironmentSettings.variable(for: $0))" } + [".El"]
  }

  private var exits: [String] {
    let usual = "0 done; 1 an input could not be read; 3 partial; 64 wrong usage."
    let codes = (parts.exits ?? usual).split(separator: ";").map { $0.drop { $0 == " " } }
    return [".Sh EXIT STATUS", ".Bl -tag -width indent"]
      + codes.flatMap { code in
        [".It \(code.prefix { $0 != " " })"] + Mdoc.wrapped(String(code.drop { $0 != " " }.drop { $0 == " " }))
      } + [".El"]
  }

  private var examples: [String] { parts.examples.map { [".Sh EXAMPLES"] + Mdoc.prose($0) } ?? [] }

  private var seeAlso: [String] {
    let others = Self.pages(program, [], program).map { Self.name($0.words) }.filter { $0 != Self.name(words) }.sorted()
    return [".Sh SEE ALSO"]
      + others.enumerated().map { ".Xr \($1) 1\($0 == others.count - 1 ? "" : " ,")" }
  }
}
