import ArgumentParser
import Cluster

/// What the nodes themselves say about their NAT.
struct WitnessOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Connection tracking of a node: what conntrack -L or conntrack -E -o timestamp,id printed, or /proc/net/nf_conntrack; \
      - is standard input. Without HOST= the file's name says the node: conntrack-worker-1.txt. Repeat as needed.
      """, valueName: "[HOST=]FILE"), completion: .file())
  var conntrack: [String] = []

  func validate() throws {
    guard try sources.filter({ $0.path == "-" }).count <= 1 else {
      throw ValidationError("Standard input (-) can be read only once.")
    }
  }

  var sources: [HostFile] { get throws { try HostFile.parse(conntrack, option: "--conntrack") } }
}
