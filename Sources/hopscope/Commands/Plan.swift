import ArgumentParser
import Cluster
import Render
import Trace
import Wire

struct Plan: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say on which nodes to capture, and with which filter, to follow a Service or a Pod.",
    usage: "hopscope plan <TARGET> --cluster <FILE> [<options>]",
    discussion: """
      Nothing is captured. For each node that connections pass it prints why, and lines to copy: tcpdump for somebody on \
      the node, kubectl debug for somebody who is not, hopscope live; and the hopscope replay line that joins the files. \
      The filter is made of the objects and cuts no path.

      TARGET is svc/NAME, svc/NAMESPACE/NAME or pod/NAMESPACE/NAME, or a name alone where only one object has it.

      Examples:
        hopscope plan svc/nginx-service -n default --cluster cluster.json
        hopscope plan svc/shop/web --from shop/cart-0 --cluster cluster.json
        hopscope plan svc/shop/web --from 203.0.113.7 --entrance worker-1 \\
          --cluster cluster.json
        hopscope plan pod/shop/web-0 --cluster cluster.json -o json

      Exit codes: 0 done; 1 no such object, several, or an input could not be read; 64 wrong usage.
      """)

  @Argument(help: ArgumentHelp("What is to be followed.", valueName: "TARGET"), completion: .objects)
  var target: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where a NAME without a namespace is looked for.", valueName: "NAMESPACE"),
    completion: .namespaces)
  var namespace: String?

  @Option(
    help: ArgumentHelp(
      "Who connects: a pod ([NS/]NAME), an address, or a node. Repeat as needed.", valueName: "POD|IP|NODE"),
    completion: .pods)
  var from: [String] = []

  @Option(
    help: ArgumentHelp(
      "The node that clients dial, or a load balancer chooses. Without it, any node may be.", valueName: "NODE"),
    completion: .nodes)
  var entrance: [String] = []

  @OptionGroup var objects: ExplainMapOptions

  @Option(name: .shortAndLong, help: "text or json (hopscope.plan/1).")
  var output = PlanFormat.text

  @OptionGroup var look: LookOptions

  func validate() throws {
    if case .object(let word, _, _) = try parsed(), word != .node {
    } else {
      throw ValidationError("plan follows a Service or a Pod: say svc/NAME or pod/NAMESPACE/NAME.")
    }
    guard objects.cluster.isEmpty else { return }
    throw ValidationError(
      """
      Nothing says what is in the cluster: add --cluster FILE. Make it with: \
      kubectl get nodes,pods,svc,endpointslices -A -o json > cluster.json
      """)
  }

  mutating func run() throws {
    let moment = try objects.moment()
    let timeline = try ClusterFiles.loadTimeline(try objects.sources(), isQuiet: look.quiet)
    if !look.quiet { for problem in timeline.problems.prefix(10) { Messages.warning(problem.sentence) } }
    let map = timeline[moment.map(timeline.index(at:)) ?? timeline.count - 1]
    let plan = try PlanQuestion(map: map, namespace: namespace, moment: moment ?? .max)
      .answer(try parsed(), target, from: from, entrances: entrance)
    var output = OutputStream()
    try output.write(render(plan))
    try output.close()
  }

  private func render(_ plan: CapturePlan) -> [UInt8] {
    switch output {
    case .json: return PlanJSON(plan, cluster: objects.cluster).render()
    case .text:
      let width = min(Terminal.columns ?? 80, 120)
      let text = PlanText(plan, cluster: objects.cluster, width: width, style: look.style)
      return Array(look.style.spelled(text.render()).utf8)
    }
  }

  private func parsed() throws -> ExplainTarget {
    do { return try ExplainTarget(parsing: target) } catch { throw ValidationError(error.description) }
  }
}

enum PlanFormat: String, ExpressibleByArgument, CaseIterable { case text, json }
