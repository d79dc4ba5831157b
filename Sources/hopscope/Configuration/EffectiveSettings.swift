import FoundationEssentials

/// Everything that is set outside of the command line: the environment before files, files in their order.
struct EffectiveSettings {
  let program: CommandHelp
  let environment: EnvironmentSettings
  let places: ConfigurationPlaces
  let files: [ConfigurationFile]

  /// - Parameter named: what `--config` says.
  /// - Throws: `BadSetting` for what is in a file, `Failure` when one cannot be read.
  init(named: String?, variables: [String: String] = ProcessInfo.processInfo.environment) throws {
    environment = EnvironmentSettings(variables)
    places = ConfigurationPlaces(named: named ?? environment.value("HOPSCOPE_CONFIG"), environment: variables)
    program = CommandHelp.root()
    var files: [ConfigurationFile] = []
    for place in places.present {
      let bytes = try FileBytes.read(place.path, what: "configuration", advice: "see hopscope help config")
      files.append(try ConfigurationFile(path: place.path, bytes: bytes, program: program))
    }
    self.files = files
  }

  /// Nothing can be set: asked first, since all that follows costs time.
  static func areImpossible(
    named: String?, variables: [String: String] = ProcessInfo.processInfo.environment
  ) -> Bool {
    named == nil && EnvironmentSettings(variables).isEmpty
      && ConfigurationPlaces(named: nil, environment: variables).present.isEmpty
  }

  /// - Parameter words: that call the command.
  /// - Returns: one setting for each option that is set, in the order of the help.
  func settings(of command: CommandHelp, _ words: [String]) -> [Setting] {
    command.settings.compactMap { setting($0, words.joined(separator: " ")) }
  }

  private func setting(_ argument: CommandHelp.Argument, _ section: String) -> Setting? {
    if let setting = environment.setting(argument), isMeant(setting, argument) { return setting }
    for file in files {
      if let setting = file.sections[section]?.last(where: { $0.key == argument.key }) { return setting }
      if let setting = file.shared.last(where: { $0.key == argument.key }), isMeant(setting, argument) {
        return setting
      }
    }
    return nil
  }

  private func isMeant(_ setting: Setting, _ argument: CommandHelp.Argument) -> Bool {
    argument.takes(setting.values, others: program.leaves().compactMap { $0.command.setting(setting.key) })
  }

  /// HOPSCOPE_ variables that no option has.
  var unusedVariables: [String] {
    let known = Set(program.leaves().flatMap { $0.command.settings.compactMap(\.key) })
    let names = Set(known.map(EnvironmentSettings.variable)).union(["HOPSCOPE_CONFIG"])
    return environment.names.filter { !names.contains($0) && environment.value($0) != nil }
  }
}
