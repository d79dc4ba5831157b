/// What one option is set to, and by whom.
struct Setting: Equatable {
  enum Source: Equatable {
    case environment(variable: String)
    case file(path: String, line: Int)
  }
  /// Long name, without dashes.
  var key: String
  /// As they would be written on the command line; one for a flag: `true` or `false`.
  var values: [String]
  var source: Source
}

extension Setting.Source: CustomStringConvertible {
  var description: String {
    switch self {
    case .environment(let variable): variable
    case .file(let path, let line): "\(path):\(line)"
    }
  }
}

/// A setting that cannot be meant: ends the program as wrong usage does.
struct BadSetting: Error, Equatable {
  var source: Setting.Source
  var problem: String

  var sentence: String { "\(source): \(problem)" }
}

extension CommandHelp.Argument {
  /// How the setting is written on a command line.
  func words(_ setting: Setting) throws(BadSetting) -> [String] {
    guard kind == .flag else { return setting.values.map { "--\(setting.key)=\($0)" } }
    if isRepeating, let count = setting.values.first.flatMap({ Int($0) }), (0...9).contains(count) {
      return Array(repeating: "--\(setting.key)", count: count)
    }
    switch setting.values.map({ $0.lowercased() }) {
    case ["true"], ["yes"], ["on"], ["1"]: return ["--\(setting.key)"]
    case ["false"], ["no"], ["off"], ["0"]: return []
    default:
      let text = setting.values.joined(separator: " ").prefix(60)
      throw BadSetting(source: setting.source, problem: "\(setting.key) is true or false, not “\(text)”")
    }
  }

  /// Whether a value that was set for all commands means this one: `output: table` says nothing to a command that knows
  /// no such output.
  ///
  /// - Parameter others: the same option of other commands.
  func takes(_ values: [String], others: [CommandHelp.Argument]) -> Bool {
    values.allSatisfy { value in knows(value) || !others.contains { $0.knows(value) } }
  }

  private func knows(_ value: String) -> Bool {
    guard let allValues else { return true }
    return allValues.contains { $0 == value || ($0.contains("=") && value.hasPrefix($0.prefix { $0 != "=" } + "=")) }
  }
}
