import ArgumentParser

/// The root lists commands and does nothing else.
@main struct Hopscope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hopscope",
    abstract: "Follow Kubernetes packets from the address dialled to the pod that answered.",
    discussion: """
      hopscope reads packet captures from one or many nodes and the cluster's objects, and joins what NAT has taken \
      apart: NodeIP:nodePort or ClusterIP:port on one side, PodIP:targetPort on the other.

        kubectl get nodes,pods,svc,endpointslices -A -o json > cluster.json
        tcpdump -i any -y LINUX_SLL2 -s 320 -w node-1_any.pcap
        hopscope replay node-1_any.pcap --cluster cluster.json
      """,
    version: "0.1.0",
    subcommands: [Replay.self, PathCommand.self, Explain.self, Info.self])

  /// Runs the command; errors end as one sentence on standard error and the exit code of docs/outputs.md.
  static func main() {
    Signals.ignoreBrokenPipe()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      Messages.error(failure.sentence)
      ExitStatus.leave(failure.status)
    } catch is BrokenPipe {
      ExitStatus.leave(.done)
    } catch let code as ExitCode {
      ExitStatus.leave(code)
    } catch {
      exit(withError: error)
    }
  }
}
