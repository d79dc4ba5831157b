import ArgumentParser
import Cluster
import Trace

/// Which paths to show, of those that were joined: what every command takes that prints paths.
struct SelectorOptions: ParsableArguments {
  @Option(
    name: [.customLong("service"), .customLong("to-service")],
    help: ArgumentHelp("Its Service, or one of those it may be. * stands for any characters.", valueName: "[NS/]NAME"),
    completion: .services)
  var service: [String] = []

  @Option(
    help: ArgumentHelp("The client is an endpoint of this Service.", valueName: "[NS/]NAME"), completion: .services)
  var fromService: [String] = []

  @Option(
    help: ArgumentHelp(
      "A pod at either end: its name, that of its Deployment, or with *.", valueName: "[NS/]NAME"), completion: .pods)
  var pod: [String] = []

  @Option(help: ArgumentHelp("The same of the client.", valueName: "[NS/]NAME"), completion: .pods)
  var fromPod: [String] = []

  @Option(
    help: ArgumentHelp("The same of what was dialled, or where it ended.", valueName: "[NS/]NAME"), completion: .pods)
  var toPod: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "As in kubectl: of a pod at either end, or of the Service; also that of names given without one, else default.",
      valueName: "NS"), completion: .namespaces)
  var namespace: [String] = []

  @Flag(name: [.customShort("A"), .long], help: "Names without a namespace are looked for in all of them.")
  var allNamespaces = false

  @Option(help: ArgumentHelp("Of the client's pod.", valueName: "NS"), completion: .namespaces)
  var fromNamespace: [String] = []

  @Option(help: ArgumentHelp("Of the Service, or of the pod where it ended.", valueName: "NS"), completion: .namespaces)
  var toNamespace: [String] = []

  @Option(help: ArgumentHelp("A node that has an end of the path, or saw it.", valueName: "NAME"), completion: .nodes)
  var node: [String] = []

  @Option(help: ArgumentHelp("The client's node.", valueName: "NAME"), completion: .nodes)
  var fromNode: [String] = []

  @Option(help: ArgumentHelp("The node that was dialled, or where it ended.", valueName: "NAME"), completion: .nodes)
  var toNode: [String] = []

  @OptionGroup var sockets: SocketOptions

  @Option(
    help: ArgumentHelp(
      "ok, failed, or exactly: open, closed, reset, refused, rejected, no-reply, half-open, partial.",
      valueName: "STATE"),
    completion: .list([
      "ok", "failed", "open", "closed", "reset", "refused", "rejected", "no-reply", "half-open", "partial",
    ]))
  var state: [String] = []

  @Flag(
    name: .customLong("not"),
    help: ArgumentHelp(
      "Reverse the selector that follows: --not --state ok. A value that begins with ! is reversed too."))
  var not = false

  @OptionGroup var part: PartOptions

  func validate() throws {
    if not { throw ValidationError(ReversedSelectors.sentence) }
    _ = try selector()
  }

  /// Whether they may leave anything out, as far as that can be told before they are looked into.
  var isActive: Bool {
    values.contains { !$0.1.isEmpty } || part.limit != .all || part.since != nil || part.until != nil
  }

  /// What was asked for, before any object is known.
  func selector() throws -> PathSelector {
    let plain = namespace.filter { $0.first != Criterion.reverseMark }
    let scope = SelectorScope(allNamespaces ? [] : plain.isEmpty ? ["default"] : plain)
    var criteria: [Criterion] = []
    for (field, values) in values {
      // As in kubectl, all namespaces win over a given one.
      if field == .namespace, allNamespaces { continue }
      for value in values {
        do { criteria.append(try Criterion(field, value, scope: scope)) } catch {
          throw ValidationError(error.sentence)
        }
      }
    }
    return PathSelector(criteria)
  }

  /// - Parameters:
  ///   - hosts: where the captures were made.
  ///   - limit: in the order of completion.
  /// - Throws: when a selector names what nothing has.
  func selection(_ timeline: MapTimeline, hosts: [String], limit: PathLimit) throws -> PathSelection {
    let selector = try selector()
    do { try SelectorNames(timeline, hosts: hosts).check(selector) } catch {
      throw Failure(sentence: error.sentence, status: .usage)
    }
    return PathSelection(selector, window: try part.window(), limit: limit, timeline: timeline)
  }

  private var values: [(SelectorField, [String])] {
    [
      (.service, service), (.fromService, fromService), (.pod, pod), (.fromPod, fromPod), (.toPod, toPod),
      (.namespace, namespace), (.fromNamespace, fromNamespace), (.toNamespace, toNamespace), (.node, node),
      (.fromNode, fromNode), (.toNode, toNode), (.ip, sockets.ip), (.fromIP, sockets.fromIP), (.toIP, sockets.toIP),
      (.port, sockets.port), (.fromPort, sockets.fromPort), (.toPort, sockets.toPort),
      (.transport, sockets.transport), (.hop, sockets.hop), (.state, state),
    ]
  }
}
