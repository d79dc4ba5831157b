import ArgumentParser
import Capture
import Cluster

/// Which captures, and whose.
struct InputOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      """
      Captures: pcap or pcapng files, FIFOs, - for standard input, or folders of captures, Kubernetes objects, conntrack \
      tables and ip -j link tables, told apart by what is in them. Several are merged by time. Behind the last \
      one a packet filter may stand, as tcpdump's: host 10.0.0.1 and port 80.
      """, valueName: "FILE"))
  var words: [String] = []

  @Option(
    help: ArgumentHelp(
      "Where FILE was captured, when neither it nor its name says so. Repeat as needed.",
      valueName: "FILE=HOST/INTERFACE"))
  var tap: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      Names of a host's interfaces, as ip -j -d link printed them there: packets of an “any” capture know only numbers. \
      Without HOST= the file's name says the host: ip-link-worker-1.json. Repeat as needed.
      """, valueName: "[HOST=]FILE"))
  var interfaces: [String] = []

  @Flag(
    help: """
      The files are still being written: wait for more at their ends, until interrupted. A file that is cut or replaced \
      meanwhile ends there, and that is said.
      """)
  var follow = false

  /// What `files` are, when they were looked into.
  private(set) var given = GivenFiles()

  /// The words, told apart.
  private(set) var files: [String] = []
  /// Only packets that pass it are looked at; pcap-filter(7).
  private(set) var expression: String?

  private enum CodingKeys: CodingKey { case words, tap, interfaces, follow }

  var captures: [String] { given.paths(.capture) }
  var objects: [String] { given.paths(.objects) }

  /// What to do where nothing is to be read yet.
  var mode: ReadingMode { follow ? .following : PacketInput.arePipes(among: captures) ? .live : .toTheEnd }
  /// Whether the captures can be read twice.
  var isRepeatable: Bool { !follow && PacketInput.areRepeatable(captures) }

  mutating func validate() throws {
    let told = CaptureWords(words, exists: FileBytes.exists)
    (files, expression) = (told.files, told.expression)
    given = GivenFiles(files)
    guard captures.filter({ $0 == "-" }).count <= 1 else {
      throw ValidationError("Standard input (-) can be read only once.")
    }
    for text in tap { _ = try override(text) }
    _ = try HostFile.parse(interfaces, option: "--interfaces")
  }

  /// Whether nothing that can be read was named.
  var isEmpty: Bool { captures.isEmpty && given.folders.isEmpty }

  /// For commands that read captures.
  func requireCapture() throws { if isEmpty { throw ValidationError(noCapture) } }

  private var noCapture: String {
    let example = "hopscope replay node-1_any.pcap --cluster cluster.json"
    guard let first = given.files.first else {
      if expression == nil { return "nothing to read: name captures, a folder of them, or - for standard input." }
      let filter = expression.map { " beside the filter “\($0)”" } ?? ""
      return "No capture was named\(filter). Example: \(example)"
    }
    let what =
      switch first.use {
      case .capture, .objects: "is taken for Kubernetes objects"
      case .conntrack: "holds conntrack entries"
      case .links: "holds names of interfaces"
      }
    return "No capture was named: \(first.path) \(what). Name captures beside it. Example: \(example)"
  }

  /// Once, before the captures are read: what folders held.
  ///
  /// - Throws: when they held no capture, or could not be read.
  func settle(isQuiet: Bool) throws {
    if !isQuiet { FolderNotes.tell(given) }
    if let failure = given.failure { throw failure }
    guard captures.isEmpty else { return }
    throw Failure(
      sentence: """
        no capture is in \(given.folders.joined(separator: ", ")): none of the files there begins like pcap or pcapng; \
        folders are looked into one deep
        """)
  }

  private func override(_ text: String) throws -> TapOverride {
    do { return try TapOverride(parsing: text) } catch { throw ValidationError(error.description) }
  }

  /// - Parameter hosts: names of nodes and pods.
  func naming(_ hosts: [String]) throws -> TapNaming {
    var recorded: [String: String] = [:]
    for path in captures { recorded[path] = PacketInput.recordedHost(in: path) }
    let naming = TapNaming(
      knownHosts: hosts, overrides: try tap.map(override), hostFolders: given.innerFolders, recordedHosts: recorded)
    for unused in naming.unusedOverrides(for: captures) {
      throw ValidationError("--tap names \(unused.file), which is none of the captures given.")
    }
    return naming
  }
}
