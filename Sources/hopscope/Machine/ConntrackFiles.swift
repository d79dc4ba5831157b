import Cluster

/// Reads what `--conntrack` names.
enum ConntrackFiles {
  private static let advice = "make it on the node with: conntrack -L -o extended > NODE.txt"

  /// - Parameters:
  ///   - map: whose names of nodes and pods are looked for in the names of files.
  ///   - isQuiet: no notes.
  /// - Throws: `Failure` when a file cannot be read, is no conntrack file, or nothing says whose it is.
  static func load(_ sources: [HostFile], map: ServiceMap, isQuiet: Bool = false) throws -> ConntrackTable {
    guard !sources.isEmpty else { return .empty }
    let naming = WitnessNaming(knownHosts: map.hostNames, namesAllNodes: !map.nodes.isEmpty)
    var records = ConntrackRecords()
    for source in sources {
      try FileBytes.use(isFound: source.isFound) {
        try load(source.path, host: try source.host ?? host(of: source.path, naming), into: &records)
      }
    }
    if !isQuiet { records.files.forEach(tell) }
    return ConntrackTable(records)
  }

  private static func load(_ path: String, host: String, into records: inout ConntrackRecords) throws {
    let bytes = try FileBytes.read(path, what: "conntrack entries", advice: advice)
    do {
      try ConntrackText.load(bytes, name: FileBytes.name(of: path), host: host, into: &records)
    } catch {
      throw Failure(sentence: error.description)
    }
  }

  private static func host(of path: String, _ naming: WitnessNaming) throws -> String {
    if path != "-", let host = naming.host(ofPath: path) { return host }
    throw Failure(
      sentence: "whose connection tracking \(path) is cannot be told from its name; write --conntrack HOST=\(path)")
  }

  /// What was left out of a file, and what is missing in it.
  private static func tell(_ file: ConntrackFile) {
    let name = "conntrack \(file.name) (\(file.host))"
    if file.malformed > 0 {
      let known = file.problems.map(\.description).joined(separator: "; ")
      let more = file.malformed > file.problems.count ? "; …" : ""
      Messages.warning("\(name): \(lines(file.malformed)) could not be read: \(known)\(more)")
    }
    if file.lostEvents {
      Messages.warning("\(name): conntrack lost events there (ENOBUFS): what it does not tell may still have been")
    }
    if file.cut > 0 {
      Messages.warning("\(name): \(file.cut) entries left out: \(ConntrackRecords.limit) in all are kept")
    }
    if file.skipped > 0 { Messages.note("\(name): \(lines(file.skipped)) skipped: neither ports nor ICMP echo") }
  }

  private static func lines(_ count: Int) -> String { count == 1 ? "1 line" : "\(count) lines" }
}
