import ArgumentParser
import Cluster

struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say which options are set by environment and configuration files.",
    discussion: """
      Every option can be set outside of the command line. What comes first wins:
        1. the command line;
        2. HOPSCOPE_ and the option in capitals: HOPSCOPE_CLUSTER, HOPSCOPE_COLOR;
        3. the file that --config or HOPSCOPE_CONFIG names;
        4. $XDG_CONFIG_HOME/hopscope/config.yaml, else ~/.config/hopscope/config.yaml;
        5. /etc/hopscope/hopscope.yaml.

      A file is YAML with the long names of options; what is below a command's name is for this command:

        cluster: [nodes.json, services.json]
        color: never
        replay:
          output: path

      See docs/configuration.md.
      """,
    subcommands: [ConfigShow.self])
}

struct ConfigShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print options in effect, and where each comes from.",
    discussion: """
      Without a command: all that is set by environment or file. With one: its options, defaults too.

      Examples:
        hopscope config show
        hopscope config show replay --config case.yaml
      """)

  @Argument(help: ArgumentHelp("Show all options of this command.", valueName: "COMMAND"))
  var command: [String] = []

  @OptionGroup var configuration: ConfigurationOptions

  func run() throws {
    let settings = try EffectiveSettings(named: configuration.config)
    let report = ConfigurationReport(settings)
    var output = OutputStream()
    if command.isEmpty {
      try output.write(report.places + "\n" + report.everything)
    } else {
      try output.write(report.command(try leaf(settings.program)))
    }
    try output.close()
  }

  private func leaf(_ program: CommandHelp) throws -> (words: [String], command: CommandHelp) {
    let leaves = program.leaves()
    if let found = leaves.first(where: { $0.words == command }) { return found }
    let names = leaves.map { $0.words.joined(separator: " ") }
    let typed = command.joined(separator: " ")
    let hint = NearestNames.find(typed, among: names).first.map { "did you mean \($0)?" }
    throw ValidationError("There is no command “\(typed)”; \(hint ?? "there are \(names.joined(separator: ", "))")")
  }
}
