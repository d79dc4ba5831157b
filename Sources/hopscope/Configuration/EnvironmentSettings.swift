/// `HOPSCOPE_OPTION` for every option.
struct EnvironmentSettings {
  static let prefix = "HOPSCOPE_"
  private let variables: [String: String]

  init(_ environment: [String: String]) { variables = environment.filter { $0.key.hasPrefix(Self.prefix) } }

  var isEmpty: Bool { variables.isEmpty }
  var names: [String] { variables.keys.sorted() }

  static func variable(for key: String) -> String {
    prefix + key.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
  }

  /// An empty variable is as good as none; the values of a repeated option are lines.
  func setting(_ argument: CommandHelp.Argument) -> Setting? {
    guard let key = argument.key, let text = value(Self.variable(for: key)) else { return nil }
    let values = argument.isRepeating ? text.split(separator: "\n").map(String.init) : [text]
    return Setting(key: key, values: values, source: .environment(variable: Self.variable(for: key)))
  }

  /// Where a Service is called hopscope, Kubernetes itself sets `HOPSCOPE_PORT=tcp://10.96.0.7:80` in every pod of the
  /// namespace: such a value was meant by nobody.
  func value(_ name: String) -> String? {
    guard let text = variables[name], !text.isEmpty else { return nil }
    return ["tcp://", "udp://", "sctp://"].contains { text.hasPrefix($0) } ? nil : text
  }
}
