import ArgumentParser

struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Work on the cluster's objects alone, without a packet.",
    subcommands: [MapCheck.self])
}
