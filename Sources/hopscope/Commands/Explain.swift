import ArgumentParser
import Cluster
import Render
import Trace
import Wire

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what an address, a port, a Service, a Pod or a Node is, in the words of Kubernetes.",
    discussion: """
      Which object has the address, what the port is there (nodePort, port, targetPort, hostPort, containerPort), where \
      a connection to it ends, how to reach it from a pod, from a node and from outside, and for a wrong port whose it is. \
      Each word is explained, and kubectl commands that show the same are printed.

      TARGET is ADDRESS[:PORT][/PROTOCOL] (IPv6 with a port in brackets), svc/NAME, pod/NAMESPACE/NAME, node/NAME, or a \
      name alone where only one object has it.

      With --in it answers a line of a firewall's log: which pod, or which client, was behind ADDRESS:PORT at that time.

      Examples:
        hopscope explain 192.168.49.2:30001 --cluster cluster.json
        hopscope explain 10.96.0.10:53/udp --cluster cluster.json
        hopscope explain svc/nginx-service -n default --cluster cluster.json -o yaml
        hopscope explain '[fd00::5]:80' --cluster dumps/ --at 2026-11-24T10:15:00Z
        hopscope explain 192.168.49.2:46361 --at 2026-11-24T00:20:12Z \\
          --in worker-1_*.pcap --cluster cluster.json

      Exit codes: 0 done; 1 no such object, several, or an input could not be read; 3 partial; 64 wrong usage.
      """)

  @Argument(help: ArgumentHelp("What to explain.", valueName: "TARGET"), completion: .objects)
  var target: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where a NAME without a namespace is looked for.", valueName: "NAMESPACE"),
    completion: .namespaces)
  var namespace: String?

  @OptionGroup var objects: ExplainMapOptions
  @OptionGroup var captures: ExplainCaptureOptions

  @Option(name: .shortAndLong, help: "text, json (hopscope.explain/1) or yaml, which is the same data.")
  var output = ExplainFormat.text

  @OptionGroup var look: LookOptions

  func validate() throws {
    let target = try parsed()
    guard !objects.cluster.isEmpty || !captures.captures.isEmpty else {
      throw ValidationError(
        """
        Nothing says what is in the cluster: add --cluster FILE. Make it with: \
        kubectl get nodes,pods,svc,endpointslices -A -o json > cluster.json
        """)
    }
    guard !captures.captures.isEmpty else { return }
    guard case .address(_, _?, _) = target else {
      throw ValidationError("--in looks for one ADDRESS:PORT in captures: say an address with a port.")
    }
  }

  mutating func run() throws {
    let moment = try objects.moment()
    var output = OutputStream()
    guard captures.captures.isEmpty else { return try answer(moment, &output) }
    let timeline = try ClusterFiles.loadTimeline(try objects.sources(), isQuiet: look.quiet)
    if !look.quiet { for problem in timeline.problems.prefix(10) { Messages.warning(problem.sentence) } }
    try output.write(render(try explain(timeline, moment), nil))
    try output.close()
  }

  /// The captures' answer first; then what the address is.
  private func answer(_ moment: Int64?, _ output: inout OutputStream) throws {
    guard case .address(let ip, let port?, let transport) = try parsed() else { return }
    let question = try captures.question(Socket(ip, port), transport, at: moment)
    var collector = BehindCollector(BehindSearch(question))
    let status = try BehindRun(objects: objects, captures: captures, look: look).run(into: &collector)
    let report = collector.report
    try output.write(render(try explain(report.timeline, moment), report))
    try output.close()
    if status != .done { throw ExitCode(status.rawValue) }
  }

  private func parsed() throws -> ExplainTarget {
    do { return try ExplainTarget(parsing: target) } catch { throw ValidationError(error.description) }
  }

  private func explain(_ timeline: MapTimeline, _ moment: Int64?) throws -> Explanation {
    let map = timeline[moment.map(timeline.index(at:)) ?? timeline.count - 1]
    let wanted = try parsed()
    let subjects = map.subjects(of: wanted, namespace: namespace, at: moment ?? .max)
    guard let subject = subjects.first, subjects.count == 1 else {
      throw Failure(sentence: ExplainMisses.sentence(wanted, target, namespace: namespace, subjects, map))
    }
    return map.explain(subject, at: moment ?? .max)
  }

  private func render(_ explanation: Explanation, _ report: BehindReport?) -> [UInt8] {
    let json = ExplainJSON(explanation)
    switch output {
    case .json: return json.render(report)
    case .yaml: return YAMLWriter.document(of: json.render(report))
    case .text:
      let style = look.style
      let width = min(Terminal.columns ?? Self.pipeColumns, Self.mostColumns)
      let answer = report.map { BehindText($0, width: width, style: style).render() }
      // Without objects there is nothing to say of the address itself.
      let rest = ExplainText(explanation, width: width, style: style, hasCaptures: report != nil).render()
      let parts = explanation.map.isEmpty ? [answer ?? rest] : [answer, rest].compactMap { $0 }
      return Array(style.spelled(parts.joined(separator: "\n")).utf8)
    }
  }

  /// Longer lines are hard to read.
  private static let mostColumns = 120
  private static let pipeColumns = 80
}

enum ExplainFormat: String, ExpressibleByArgument, CaseIterable { case text, json, yaml }
