import ArgumentParser
import Cluster
import Trace
import Wire

/// The objects that explain from, and the moment that is asked about.
struct ExplainMapOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Kubernetes objects: what kubectl get nodes,pods,svc,endpointslices -A -o json (or yaml) printed, plain manifests, \
      a folder of them, or -. Repeat as needed; several dumps of one cluster make a map that changes with time.
      """, valueName: "FILE"), completion: .file(extensions: ["json", "yaml", "yml"]))
  var cluster: [String] = []

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

  /// - Parameter others: objects named elsewhere.
  func sources(_ others: [String] = []) throws -> [ObjectSource] {
    var sources = (cluster + others).map { ObjectSource(path: $0) }
    for choice in try choices() {
      guard let file = choice.file else { continue }
      guard let place = sources.firstIndex(where: { $0.path == file }) else {
        throw ValidationError("--at names \(file), which is none of the cluster objects given.")
      }
      sources[place].time = choice.time
    }
    return sources
  }

  private func choices() throws -> [TimeChoice] {
    try at.map(choice)
  }

  private func choice(_ text: String) throws -> TimeChoice {
    do { return try TimeChoice(parsing: text) } catch { throw ValidationError(error.description) }
  }
}

/// The captures in which a socket is looked for.
struct ExplainCaptureOptions: ParsableArguments {
  @Option(
    name: .customLong("in"), parsing: .upToNextOption,
    help: ArgumentHelp(
      """
      Captures that show who was behind ADDRESS:PORT: what a node put in place of a pod's address, or of a client's. All \
      that hopscope replay takes.
      """, valueName: "FILE"))
  var captures: [String] = []

  @Option(
    help: ArgumentHelp("With --in and --at: so far the log's clock and the captures' may differ.", valueName: "SECONDS")
  )
  var within = 2.0

  @Option(
    help: ArgumentHelp("With --in: the other end of the connection, as the log has it.", valueName: "ADDRESS[:PORT]"))
  var peer: String?

  @Option(
    help: ArgumentHelp(
      "Where FILE was captured, when neither it nor its name says so. Repeat as needed.",
      valueName: "FILE=HOST/INTERFACE"))
  var tap: [String] = []

  @OptionGroup var witness: WitnessOptions
  @OptionGroup var clocks: ClockOptions

  func validate() throws {
    guard (0...86_400).contains(within) else { throw ValidationError("--within must lie between 0 and 86400 seconds.") }
    guard captures.isEmpty else { return }
    guard peer == nil, tap.isEmpty, witness.conntrack.isEmpty else {
      throw ValidationError("--peer, --tap and --conntrack speak of captures: add --in FILE….")
    }
  }

  func question(_ socket: Socket, _ transport: TransportProtocol?, at time: Int64?) throws -> BehindSearch.Question {
    BehindSearch.Question(
      socket: socket, transport: transport, time: time, tolerance: Int64(within * 1_000_000_000), peer: try otherEnd())
  }

  private func otherEnd() throws -> (ip: IPAddress, port: UInt16?)? {
    guard let peer else { return nil }
    guard case .address(let ip, let port, nil)? = try? ExplainTarget(parsing: peer) else {
      throw ValidationError("--peer \(peer) is no ADDRESS or ADDRESS:PORT.")
    }
    return (ip, port)
  }
}
