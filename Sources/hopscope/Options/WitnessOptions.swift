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

  /// One file, and its host when it was named.
  struct Source {
    var host: String?
    var path: String
  }

  /// `HOST=FILE` or `FILE`; what has a `/` before the `=` is a path.
  var sources: [Source] {
    get throws {
      try conntrack.map { text in
        guard let equals = text.firstIndex(of: "="), !text[..<equals].contains("/") else {
          return Source(host: nil, path: text)
        }
        let source = Source(host: String(text[..<equals]), path: String(text[text.index(after: equals)...]))
        guard source.host?.isEmpty == false, !source.path.isEmpty else {
          throw ValidationError("--conntrack \(text): write HOST=FILE, or ./FILE for a file with = in its name.")
        }
        return source
      }
    }
  }
}
