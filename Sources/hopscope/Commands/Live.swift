import ArgumentParser
import Capture
import Cluster
import Render

struct Live: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the path of every connection that passes this node, as it happens.",
    discussion: """
      Captures on this machine and prints each connection as soon as it is known or has failed, and again only if it ends \
      otherwise (-o json: events open and close; -v: update too). Words and forms are those of hopscope replay.

      Examples:
        sudo hopscope live --cluster cluster.json
        sudo hopscope live --cluster cluster.json --service default/nginx-service
        sudo hopscope live -i uplink -i all-pods --cluster cluster.json -o json
        sudo hopscope live --cluster cluster.json -w node.pcapng -C 100 -W 10
        sudo hopscope live --cluster cluster.json --ring 30s \\
            --trigger 'state=refused|no-reply' --after 10s -w case.pcapng
        sudo hopscope live -i eth0 host 10.0.0.7 and port 80
        sudo hopscope live --netns /proc/4711/ns/net --no-conntrack
        hopscope live -D

      It needs CAP_NET_RAW, and CAP_NET_ADMIN to read the kernel's connection tracking as a witness; whatever else sudo \
      gave is given up once the devices are open. Letters are tcpdump's, but -n, -A and -l, which are kubectl's.

      What is found wrong is told once, when it first appears, and again in the last lines: see hopscope help diagnose.

      Signals: SIGINT, SIGTERM end it with its last line, a second one at once; SIGUSR1 prints statistics; SIGUSR2 writes \
      out what is recorded; SIGHUP reads --cluster again.

      Exit codes: 0 done; 1 a device or file could not be used; 3 partial (packets were lost, or paths closed early); 64 \
      wrong usage; 77 capturing is not permitted; 130 interrupted twice.
      """)

  @OptionGroup var live: LiveOptions
  @OptionGroup(title: "Which paths") var selectors: SelectorOptions
  @OptionGroup var printing: PathOutputOptions

  func validate() throws {
    guard live.record.write != "-" || printing.output.file != nil || printing.output.word == "none" else {
      throw ValidationError("-w - and paths cannot both go to standard output: add -o none, or -o FILE.")
    }
  }

  mutating func run() throws {
    if live.capture.listInterfaces { return try list() }
    var run = try LiveRun(
      try live.plan, selectors: selectors, form: printing.output.form, explains: printing.why,
      text: printing.text(live.look), judges: printing.judges || printing.tellsFindings)
    run.outlet.foldsProbes = printing.grouping.noProbes
    try run.select(selectors, sorts: printing.sortsPaths)
    let status = try printing.deliver(
      &run, look: live.look, limit: selectors.part.limit, tellsFindings: printing.tellsFindings)
    if status != .done { throw ExitCode(status.rawValue) }
  }

  private func list() throws {
    if let namespace = live.capture.netns { try NetworkNamespace.enter(namespace) }
    let map = try LiveMap(live.objects)
    let (choice, network) = try LiveDevices.listing(live.capture, map: map.latest)
    var output = OutputStream()
    if case .json = printing.output.form {
      try output.write(DeviceJSON.render(choice, network: network, host: live.capture.nodeName ?? ""))
    } else {
      for line in DeviceText(choice, network: network).lines(printing.text(live.look)) { try output.write(line + "\n") }
    }
    try output.close()
  }
}
