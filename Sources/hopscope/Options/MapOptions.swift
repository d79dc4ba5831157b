import ArgumentParser

/// What the addresses in captures are, and when they were so.
struct MapOptions: ParsableArguments {
  @OptionGroup var objects: ClusterOptions

  @Option(
    help: ArgumentHelp(
      """
      When the objects were so, if neither they nor the file's name say it: one --at for each --cluster, in their order, \
      or FILE=TIME. A TIME is 2026-11-24T10:15:00Z, or seconds since 1970.
      """, valueName: "TIME"))
  var at: [String] = []

  func validate() throws {
    let choices = try choices()
    let inOrder = choices.count { $0.file == nil }
    guard inOrder == 0 || inOrder == choices.count else {
      throw ValidationError("Some --at name a file and some do not: write all of them as FILE=TIME.")
    }
    guard inOrder == 0 || inOrder == cluster.count else {
      throw ValidationError(
        """
        There are \(inOrder) --at for \(cluster.count) --cluster: give one for each, in their order, or name the file: \
        --at cluster.json=2026-11-24T10:15:00Z
        """)
    }
  }

  /// What to load, in this order.
  ///
  /// - Parameters:
  ///   - others: objects that were named among the captures.
  ///   - found: those of them that lay in a folder.
  func sources(_ others: [String], found: [String] = []) throws -> [ObjectSource] {
    var sources = (cluster + others).map { ObjectSource(path: $0) }
    for place in sources.indices where found.contains(sources[place].path) && place >= cluster.count {
      sources[place].isFound = true
    }
    for (index, choice) in try choices().enumerated() {
      guard let file = choice.file else {
        sources[index].time = choice.time
        continue
      }
      try sources.date(file, choice.time)
    }
    return sources
  }

  var cluster: [String] { objects.cluster }
  private func choices() throws -> [TimeChoice] { try TimeChoice.parse(at) }
}
