/// What one input says about where it was captured.
public struct FileTap: Sendable, Hashable {
  public internal(set) var host: String
  /// False: nothing names a host, and `host` is the file's name.
  public internal(set) var isHostKnown: Bool
  /// From `--tap` or the file name; nil when neither has one.
  public internal(set) var interface: String?

  /// - Parameters:
  ///   - inFile: pcapng `if_name`, empty when not given; it counts more than the file name.
  ///   - index: number of the interface in its file.
  public func interfaceName(inFile: String, index: Int) -> String {
    inFile.isEmpty ? interface ?? "if\(index)" : inFile
  }
}

/// Names hosts and interfaces of capture files: from `--tap`, else from what the file itself says, else from its name. Pure.
///
/// Of a file name without directory and extensions (`.pcap`, `.pcapng`, `.pcap3`, `.gz` …), in this order:
/// 1. all of it is a node or pod of the map: the host; the interface is not named;
/// 2. `HOST_INTERFACE` at the last `_`, except within names as `cilium_vxlan`;
/// 3. `HOST-REST` with the longest node or pod of the map that fits;
/// 4. `HOST-INTERFACE` at the last `-` before a word that looks like an interface (`eth0`, `veth…`, `flannel.1` …);
/// 5. the folder that the file is in, when it is a node or pod of the map, or lies in a folder of captures and is not
///    called as folders of captures are (`pcap`, `tcpdump` …);
/// 6. otherwise the host is unknown, one per file, and named after the file.
public struct TapNaming: Sendable {
  let knownHosts: Set<String>
  let overrides: [TapOverride]
  let hostFolders: Set<String>
  let recordedHosts: [String: String]

  /// - Parameters:
  ///   - knownHosts: names of the map's nodes and pods.
  ///   - hostFolders: paths of folders that may be called after the host whose captures are in them.
  ///   - recordedHosts: what files themselves say, by path; it counts more than their names, and less than `--tap`.
  public init(
    knownHosts: [String] = [], overrides: [TapOverride] = [], hostFolders: Set<String> = [],
    recordedHosts: [String: String] = [:]
  ) {
    self.recordedHosts = recordedHosts
    self.knownHosts = Set(knownHosts)
    self.overrides = overrides
    self.hostFolders = hostFolders
  }

  /// - Returns: one per path; unknown hosts of different files have different names, but for parts of one capture.
  public func taps(of paths: [String]) -> [FileTap] {
    var taps = paths.map { tap(of: $0) }
    let groups = RotatedNames.groups(paths)
    var taken = Set(taps.filter(\.isHostKnown).map(\.host))
    for index in taps.indices where !taps[index].isHostKnown {
      if groups[index] != index, !taps[groups[index]].isHostKnown {
        taps[index].host = taps[groups[index]].host
        continue
      }
      let name = taps[index].host
      var copy = 2
      while !taken.insert(taps[index].host).inserted {
        taps[index].host = "\(name)#\(copy)"
        copy += 1
      }
    }
    return taps
  }

  /// - Parameter path: as given by the user; `-` is standard input.
  public func tap(of path: String) -> FileTap {
    let stem = path == "-" ? "stdin" : fileStem(path)
    let own = tap(ofStem: knownHosts.contains(stem) ? stem : RotatedNames.base(stem))
    var named = own.isHostKnown ? own : tap(ofFolder: path, own.interface) ?? own
    if let host = recordedHosts[path] { named = FileTap(host: host, isHostKnown: true, interface: nil) }
    guard let override = overrides.last(where: { $0.matches(path) }) else { return named }
    return FileTap(host: override.host, isHostKnown: true, interface: override.interface ?? named.interface)
  }

  /// Overrides that fit none of the inputs: surely a typing error.
  public func unusedOverrides(for paths: [String]) -> [TapOverride] {
    overrides.filter { override in !paths.contains { override.matches($0) } }
  }

  private func tap(ofStem stem: String) -> FileTap {
    if knownHosts.contains(stem) { return FileTap(host: stem, isHostKnown: true, interface: nil) }
    if let (host, interface) = splitAtUnderscore(stem) ?? splitAfterKnownHost(stem) ?? splitBeforeInterface(stem) {
      return FileTap(host: host, isHostKnown: true, interface: interface)
    }
    return FileTap(host: stem, isHostKnown: false, interface: InterfaceWords.matches(stem[...]) ? stem : nil)
  }

  private static let plainFolders: Set<String> = [
    "pcap", "pcaps", "pcapng", "cap", "capture", "captures", "tcpdump", "dump", "dumps", "trace", "traces", "data",
    "files",
    "log", "logs", "out", "output", "tmp",
  ]

  private func tap(ofFolder path: String, _ interface: String?) -> FileTap? {
    guard let slash = path.lastIndex(of: "/") else { return nil }
    let folder = String(path[..<slash])
    let name = String(lastComponent(folder))
    let mayBeHost = hostFolders.contains(folder) && !Self.plainFolders.contains(name.lowercased())
    return knownHosts.contains(name) || mayBeHost ? FileTap(host: name, isHostKnown: true, interface: interface) : nil
  }

  private func splitAtUnderscore(_ stem: String) -> (String, String)? {
    guard stem.contains("_") else { return nil }
    for word in InterfaceWords.withUnderscore where stem.hasSuffix(word) {
      let rest = stem.dropLast(word.count)
      guard let separator = rest.last else { return nil }
      if separator == "_" || separator == "-" { return pair(rest.dropLast(), word[...]) }
    }
    guard let at = stem.lastIndex(of: "_") else { return nil }
    return pair(stem[..<at], stem[stem.index(after: at)...])
  }

  /// Cuts at each `-` and asks the set: as long as the name, however many pods the map has.
  private func splitAfterKnownHost(_ stem: String) -> (String, String)? {
    for at in stem.indices.reversed() where stem[at] == "-" && knownHosts.contains(String(stem[..<at])) {
      if let found = pair(stem[..<at], stem[stem.index(after: at)...]) { return found }
    }
    return nil
  }

  private func splitBeforeInterface(_ stem: String) -> (String, String)? {
    for at in stem.indices.reversed() where stem[at] == "-" {
      let word = stem[stem.index(after: at)...]
      if InterfaceWords.matches(word), let found = pair(stem[..<at], word) { return found }
    }
    return nil
  }

  private func pair(_ host: Substring, _ interface: Substring) -> (String, String)? {
    host.isEmpty || interface.isEmpty ? nil : (String(host), String(interface))
  }
}
