import ArgumentParser
import Cluster
import Render
import Trace

struct MapCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Find what is wrong with objects, and with nodes' rules beside them.",
    usage: "hopscope map check --cluster <FILE> [--rules <NODE=FILE>] [<options>]",
    discussion: """
      No packet is needed. From the objects: Services that lead nowhere or to pods that are not ready, selectors and \
      named ports that fit nothing, nodePorts, hostPorts and addresses that two claim, traffic policies Local on nodes \
      without an endpoint, address families that no endpoint has.

      With --rules, what a node's packet filter really does is compared with that: Services, entrances and endpoints that \
      its rules lack, have too long, or should not have.

      Examples:
        hopscope map check --cluster cluster.json
        hopscope map check --cluster cluster.json --fail-on error
        iptables-save > worker-1.rules    # on the node, as root
        hopscope map check --cluster cluster.json --rules worker-1=worker-1.rules
        nft list ruleset | hopscope map check --cluster c.json --rules worker-1=-
        hopscope map check --cluster dumps/ --rules n1.rules --node n1 -o json

      Exit codes: 0 done; 1 an input could not be read; 3 some objects or rules could not be read; 4 --fail-on matched; \
      64 wrong usage.
      """)

  @OptionGroup var objects: ExplainMapOptions

  @Option(
    help: ArgumentHelp(
      """
      What iptables-save, ip6tables-save, nft list ruleset or nft -j list ruleset printed on NODE, packed or not; - is \
      standard input. NODE= may be left out when the file's name has it. Repeat as needed.
      """, valueName: "NODE=FILE"), completion: .file())
  var rules: [String] = []

  @Option(
    help: ArgumentHelp("Leave out what concerns other nodes. Repeat as needed.", valueName: "NODE"),
    completion: .nodes)
  var node: [String] = []

  @Option(
    name: .shortAndLong, help: CheckOutput.help, completion: DiagnoseOutput.completion,
    transform: DiagnoseOutput.init(parsing:))
  var output = DiagnoseOutput()

  @Option(
    help: ArgumentHelp(
      "Exit with 4 when there is an error, or with warning: an error or a warning. It wins over 3.",
      valueName: "SEVERITY"))
  var failOn: FailOn?

  @OptionGroup var look: LookOptions

  func validate() throws {
    guard objects.cluster.isEmpty else { return }
    throw ValidationError(
      """
      Nothing says what is in the cluster: add --cluster FILE. Make it with: \
      kubectl get nodes,pods,svc,endpointslices -A -o json > cluster.json
      """)
  }

  mutating func run() throws {
    let report = try report()
    var output = try output.file.map { try OutputStream(file: $0) } ?? OutputStream()
    try CheckOutput(form: self.output.form, text: look.text(to: self.output.file)).write(report, to: &output)
    try output.close()
    if let failOn, failOn.matches(report.gravest) { throw ExitCode(ExitStatus.found.rawValue) }
    if !report.unread.isEmpty { throw ExitCode(ExitStatus.partial.rawValue) }
  }

  private func report() throws -> CheckReport {
    let moment = try objects.moment()
    let timeline = try ClusterFiles.loadTimeline(try objects.sources(), isQuiet: look.quiet)
    let map = timeline[moment.map(timeline.index(at:)) ?? timeline.count - 1]
    for name in node where map.node(named: name) == nil { throw RuleFiles.stranger(name, map) }
    let files = try RuleFiles(rules, map: map, nodes: node)
    let unread = timeline.problems.filter { $0.code == .skippedObject }.map(\.sentence) + files.unread
    if !look.quiet { for sentence in (unread + doubts(timeline)).prefix(10) { Messages.warning(sentence) } }
    let findings = ObjectCheck.findings(in: map, rules: files.rules, nodes: Set(node))
    return CheckReport(findings, map, rules: files.rules, unread: unread)
  }

  /// What makes it doubtful that these objects are the cluster's.
  private func doubts(_ timeline: MapTimeline) -> [String] {
    let codes: Set<ClusterProblem.Code> = [.undatedDumps, .dumpOlderThanContent, .tooManyVersions]
    return timeline.problems.filter { codes.contains($0.code) }.map(\.sentence) + timeline.omissions
  }
}
