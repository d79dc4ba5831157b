import Cluster
import Yams

/// One configuration file: YAML whose keys are long names of options, or of commands with options of their own below.
struct ConfigurationFile {
  let path: String
  private(set) var shared: [Setting] = []
  /// By the words of the command: `replay`, `config show`.
  private(set) var sections: [String: [Setting]] = [:]

  /// - Throws: a sentence with the line of what is wrong.
  init(path: String, bytes: [UInt8], program: CommandHelp) throws(BadSetting) {
    self.path = path
    let leaves = program.leaves()
    guard let root = try Self.parse(path, bytes) else { return }
    for (key, value) in try Self.members(path, root) {
      let name = key.string ?? ""
      if let leaf = leaves.first(where: { $0.words.joined(separator: " ") == name }), !isOption(name, value, leaves) {
        for (key, value) in try Self.members(path, value) {
          sections[name, default: []].append(try setting(key, value, [leaf.command], of: name))
        }
      } else {
        shared.append(try setting(key, value, leaves.map(\.command)))
      }
    }
  }

  /// A name may be both a command's and an option's: then the value says which.
  private func isOption(_ name: String, _ value: Node, _ leaves: [(words: [String], command: CommandHelp)]) -> Bool {
    value.mapping == nil && leaves.contains { $0.command.setting(name) != nil }
  }

  private static func members(_ path: String, _ node: Node) throws(BadSetting) -> Node.Mapping {
    guard case .mapping(let mapping) = node else {
      throw bad(path, node, "options are written as “name: value”, one a line")
    }
    return mapping
  }

  /// - Parameter section: the command's name, when it stands below one.
  private func setting(
    _ key: Node, _ value: Node, _ commands: [CommandHelp], of section: String? = nil
  ) throws(BadSetting) -> Setting {
    let name = key.string ?? ""
    guard let argument = commands.lazy.compactMap({ $0.setting(name) }).first else {
      let hint = NearestNames.find(name, among: commands.flatMap { $0.settings.compactMap(\.key) }).first
      let owner = section.map { "\($0) has no option" } ?? "there is no option"
      throw Self.bad(path, key, "\(owner) “\(name.prefix(60))”\(hint.map { "; did you mean \($0)?" } ?? "")")
    }
    let values = try self.values(name, value)
    guard values.count == 1 || argument.isRepeating else {
      throw Self.bad(path, value, "\(name) takes one value, not a list")
    }
    return Setting(key: name, values: values, source: Self.place(path, key))
  }

  private func values(_ name: String, _ node: Node) throws(BadSetting) -> [String] {
    switch node {
    case .scalar(let scalar) where !scalar.string.isEmpty && scalar.string != "~" && scalar.string != "null":
      return [scalar.string]
    case .scalar: throw Self.bad(path, node, "\(name) has no value")
    case .sequence(let list):
      let values = list.compactMap(\.scalar?.string)
      guard values.count == list.count else {
        throw Self.bad(path, node, "\(name) is a list of lists, which no option is")
      }
      return values
    default: throw Self.bad(path, node, "\(name) is no command, and options have no options of their own")
    }
  }

  static func place(_ path: String, _ node: Node) -> Setting.Source { .file(path: path, line: node.mark?.line ?? 1) }

  static func bad(_ path: String, _ node: Node, _ problem: String) -> BadSetting {
    BadSetting(source: place(path, node), problem: problem)
  }
}
