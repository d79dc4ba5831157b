import ArgumentParser
import Capture
import Cluster

/// Which captures, and whose.
struct InputOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Captures: pcap or pcapng files, FIFOs, or - for standard input. Several are merged by time.",
      valueName: "FILE"))
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "Where FILE was captured, when neither it nor its name says so. Repeat as needed.",
      valueName: "FILE=HOST/INTERFACE"))
  var tap: [String] = []

  /// Kubernetes objects among the files are taken for what they are.
  var captures: [String] { files.filter { !ClusterFiles.isObjectFile($0) } }
  var objects: [String] { files.filter { ClusterFiles.isObjectFile($0) } }

  func validate() throws {
    guard !captures.isEmpty else {
      throw ValidationError("No capture was named. Example: hopscope replay node-1_any.pcap --cluster cluster.json")
    }
    guard captures.filter({ $0 == "-" }).count <= 1 else {
      throw ValidationError("Standard input (-) can be read only once.")
    }
    for text in tap { _ = try override(text) }
  }

  private func override(_ text: String) throws -> TapOverride {
    do { return try TapOverride(parsing: text) } catch { throw ValidationError(error.description) }
  }

  /// - Parameter hosts: names of nodes and pods.
  func naming(_ hosts: [String]) throws -> TapNaming {
    let naming = TapNaming(knownHosts: hosts, overrides: try tap.map(override))
    for unused in naming.unusedOverrides(for: captures) {
      throw ValidationError("--tap names \(unused.file), which is none of the captures given.")
    }
    return naming
  }
}
