import Capture
import Cluster

/// Reads what `--interfaces` names, and the like among the inputs.
enum LinkFiles {
  private static let advice = "make it on the node with: ip -j -d link > ip-link-NODE.json"

  /// - Parameter map: whose names of nodes and pods are looked for in the names of files.
  /// - Throws: `Failure` when a file cannot be read, is no such table, or nothing says whose it is.
  static func load(_ options: InputOptions, map: ServiceMap) throws -> LinkTable {
    let sources =
      try HostFile.parse(options.interfaces, option: "--interfaces") + options.given.hostFiles(.links)
    var table = LinkTable()
    guard !sources.isEmpty else { return table }
    let naming = WitnessNaming(knownHosts: map.hostNames, namesAllNodes: !map.nodes.isEmpty, kind: .links)
    let hosts = Set(try options.naming(map.hostNames).taps(of: options.captures).map(\.host))
    for source in sources {
      try FileBytes.use(isFound: source.isFound) {
        let named = source.host ?? (source.path == "-" ? nil : naming.host(ofPath: source.path))
        // Without a name it can only be the only host there is.
        guard let host = named ?? (hosts.count == 1 ? hosts.first : nil) else { throw unknown(source.path) }
        if !hosts.contains(host), !source.isFound { throw stranger(source.path, host, hosts) }
        try load(source.path, host: host, into: &table)
      }
    }
    return table
  }

  private static func load(_ path: String, host: String, into table: inout LinkTable) throws {
    let bytes = try FileBytes.read(path, what: "names of interfaces", advice: advice)
    do {
      try LinkText.load(bytes, name: FileBytes.name(of: path), host: host, into: &table)
    } catch {
      throw Failure(sentence: error.description)
    }
  }

  private static func unknown(_ path: String) -> Failure {
    Failure(
      sentence: "whose interfaces \(path) names cannot be told from its name; write --interfaces HOST=\(path)")
  }

  private static func stranger(_ path: String, _ host: String, _ hosts: Set<String>) -> Failure {
    Failure(
      sentence: """
        \(path) names the interfaces of \(host), but the captures are of \(hosts.sorted().prefix(8).joined(separator: ", ")); \
        write --interfaces HOST=\(path) with one of them
        """)
  }
}
