import ArgumentParser

/// The objects that explain from, and the moment that is asked about.
struct ExplainMapOptions: ParsableArguments {
  @OptionGroup var named: ClusterOptions

  @Option(
    help: ArgumentHelp(
      """
      The moment asked about: 2026-11-24T10:15:00Z, or seconds since 1970. Without it, the newest objects count. \
      FILE=TIME instead says when the objects in FILE were so, if neither they nor the file's name do.
      """, valueName: "TIME"))
  var at: [String] = []

  func validate() throws {
    guard try choices().count(where: { $0.file == nil }) <= 1 else {
      throw ValidationError(
        "One moment can be asked about: give --at TIME once. --at FILE=TIME says when objects were so.")
    }
  }

  /// The moment asked about.
  func moment() throws -> Int64? { try choices().first { $0.file == nil }?.time }

  func sources() throws -> [ObjectSource] {
    var sources = cluster.map { ObjectSource(path: $0) }
    for choice in try choices() {
      if let file = choice.file { try sources.date(file, choice.time) }
    }
    return sources
  }

  var cluster: [String] { named.cluster }
  private func choices() throws -> [TimeChoice] { try TimeChoice.parse(at) }
}
