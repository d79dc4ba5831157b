import ArgumentParser
import Cluster
import Trace

/// Which paths to show, of those that were joined: what every command takes that prints paths.
struct SelectorOptions: ParsableArguments {
  @Option(
    name: [.customLong("service"), .customLong("to-service")],
    help: ArgumentHelp("Its Service, or one of those it may be. * stands for any characters.", valueName: "[NS/]NAME"))
  var service: [String] = []

  @Option(help: ArgumentHelp("The client is an endpoint of this Service.", valueName: "[NS/]NAME"))
  var fromService: [String] = []

  @Option(
    help: ArgumentHelp(
      "A pod at either end: its name, that of its Deployment, or with *.", valueName: "[NS/]NAME"))
  var pod: [String] = []

  @Option(help: ArgumentHelp("The same of the client.", valueName: "[NS/]NAME"))
  var fromPod: [String] = []

  @Option(help: ArgumentHelp("The same of what was dialled, or where it ended.", valueName: "[NS/]NAME"))
  var toPod: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "As in kubectl: of a pod at either end, or of the Service; also that of names given without one, else default.",
      valueName: "NS"))
  var namespace: [String] = []

  @Flag(name: [.customShort("A"), .long], help: "Names without a namespace are looked for in all of them.")
  var allNamespaces = false

  @Option(help: ArgumentHelp("Of the client's pod.", valueName: "NS"))
  var fromNamespace: [String] = []

  @Option(help: ArgumentHelp("Of the Service, or of the pod where it ended.", valueName: "NS"))
  var toNamespace: [String] = []

  @Option(help: ArgumentHelp("A node that has an end of the path, or saw it.", valueName: "NAME"))
  var node: [String] = []

  @Option(help: ArgumentHelp("The client's node.", valueName: "NAME"))
  var fromNode: [String] = []

  @Option(help: ArgumentHelp("The node that was dialled, or where it ended.", valueName: "NAME"))
  var toNode: [String] = []

  @OptionGroup var sockets: SocketOptions

  @Option(
    help: ArgumentHelp(
      "ok, failed, or exactly: open, closed, reset, refused, rejected, no-reply, half-open, partial.",
      valueName: "STATE"))
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

/// Addresses and ports, at every hop.
struct SocketOptions: ParsableArguments {
  @Option(help: ArgumentHelp("An address of either end, at any hop, before or after NAT.", valueName: "IP|CIDR"))
  var ip: [String] = []

  @Option(help: ArgumentHelp("The client's, also as SNAT made it.", valueName: "IP|CIDR"))
  var fromIP: [String] = []

  @Option(help: ArgumentHelp("What was dialled, and what DNAT made of it.", valueName: "IP|CIDR"))
  var toIP: [String] = []

  @Option(help: ArgumentHelp("A port of either end, at any hop.", valueName: "PORT"))
  var port: [String] = []

  @Option(help: ArgumentHelp("The client's, also as SNAT made it.", valueName: "PORT"))
  var fromPort: [String] = []

  @Option(help: ArgumentHelp("What was dialled, and what DNAT made of it.", valueName: "PORT"))
  var toPort: [String] = []

  @Option(
    name: .customLong("protocol"), help: ArgumentHelp("tcp, udp, sctp, icmp, icmpv6 or udplite.", valueName: "PROTOCOL")
  )
  var transport: [String] = []

  @Option(
    help: ArgumentHelp(
      "A hop of this kind: nodePort, port, targetPort, hostPort, containerPort or direct.", valueName: "KIND"))
  var hop: [String] = []
}

/// How many paths, and of which time.
struct PartOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The first N of the selected paths; then reading ends.", valueName: "N"))
  var first: Int?

  @Option(help: ArgumentHelp("The last N of the selected paths.", valueName: "N"))
  var last: Int?

  @Option(
    help: ArgumentHelp(
      """
      Paths that had not ended by then: 2026-11-24T10:15:00Z, seconds since 1970, a time of day (10:15:04, UTC), or how \
      long before the capture's end (10m, 1h30m).
      """, valueName: "TIME"))
  var since: String?

  @Option(help: ArgumentHelp("Paths that had begun by then.", valueName: "TIME"))
  var until: String?

  func validate() throws {
    for (option, count) in [("--first", first), ("--last", last)] {
      guard count.map({ $0 >= 1 }) ?? true else { throw ValidationError("\(option) must be at least 1.") }
    }
    guard first == nil || last == nil else { throw ValidationError("Say either --first or --last.") }
    _ = try window()
  }

  var limit: PathLimit { first.map { .first($0) } ?? last.map { .last($0) } ?? .all }

  func window() throws -> TimeWindow {
    let window = TimeWindow(since: try bound("--since", since), until: try bound("--until", until))
    guard !window.isEmpty else {
      throw ValidationError("--until \(until ?? "") is before --since \(since ?? ""): nothing lies between them.")
    }
    return window
  }

  private func bound(_ option: String, _ text: String?) throws -> TimeBound? {
    guard let text else { return nil }
    guard let bound = TimeBound(parsing: text) else {
      throw ValidationError(
        """
        \(option) \(text) is no time: say 2026-11-24T10:15:00Z, seconds since 1970, a time of day such as 10:15:04 (UTC), \
        or how long before the capture's end, such as 10m.
        """)
    }
    return bound
  }
}
