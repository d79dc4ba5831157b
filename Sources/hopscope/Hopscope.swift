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
    version: Version.text,
    subcommands: [
      Live.self, TopCommand.self, Diagnose.self, Replay.self, PathCommand.self, Explain.self, Plan.self,
      MapCommand.self, Info.self, Config.self, Completion.self,
    ])

  /// Runs the command; errors end as one sentence on standard error and the exit code of docs/outputs.md.
  static func main() {
    Signals.prepare()
    var line = CommandLineWords(Array(CommandLine.arguments.dropFirst()))
    Messages.isASCII = line.asksForASCII
    do {
      try line.complete()
      Messages.isASCII = line.asksForASCII
      var command = try parseAsRoot(ReversedSelectors.resolve(line.words))
      try command.run()
    } catch let failure as Failure {
      Messages.error(failure.sentence)
      ExitStatus.leave(failure.status)
    } catch let setting as BadSetting {
      UsageError.tell(setting)
    } catch is BrokenPipe {
      ExitStatus.leave(.done)
    } catch let code as ExitCode {
      ExitStatus.leave(code)
    } catch  where exitCode(for: error) == .validationFailure {
      UsageError.tell(message(for: error), line)
    } catch {
      exit(withError: error)
    }
  }
}
