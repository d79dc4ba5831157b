import ArgumentParser
import Cluster
import Trace
import Wire

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
