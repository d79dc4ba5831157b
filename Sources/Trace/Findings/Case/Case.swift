import Cluster
import Wire

/// One connection before its judges: its path, the map of its moment, and where taps were.
struct Case {
  /// With the ids of its other mappings only when it is told.
  var path: Path
  let map: ServiceMap
  /// Earlier and later maps, where objects changed.
  let timeline: MapTimeline
  /// Of the hops that taps showed, in causal order.
  let hops: [CaseHop]
  let survey: TapSurvey
  let neighbours: NeighbourTable
  let plane: DataPlane
  /// The latest packet's time, of all.
  let now: Int64
  /// A capture lost packets where this path was seen: nothing is concluded from what is missing.
  let hasDrops: Bool
  /// Whose the port is that the address dialled does not have; of failed connections to no entrance.
  let wrongPorts: [WrongPort]
  /// The client's port had a connection to the same front until shortly before.
  let isReused: Bool

  /// What the client dialled; where nothing shows it, where its packets went first.
  let dialled: Socket
  /// What that is.
  let role: Role
  let service: ServicePort?
  let backendPod: PodID?
  let clientPod: PodID?

  init(
    path: Path, map: ServiceMap, timeline: MapTimeline, hops: [CaseHop], survey: TapSurvey, neighbours: NeighbourTable,
    plane: DataPlane, now: Int64, hasDrops: Bool, wrongPorts: [WrongPort], isReused: Bool
  ) {
    self.path = path
    self.map = map
    self.timeline = timeline
    self.hops = hops
    self.survey = survey
    self.neighbours = neighbours
    self.plane = plane
    self.now = now
    self.hasDrops = hasDrops
    self.wrongPorts = wrongPorts
    self.isReused = isReused
    let first = path.hops.first?.tuple ?? Tuple()
    dialled = path.front ?? Socket(first.destination, first.destinationPort)
    role = path.names.front ?? map.role(of: dialled, transport: path.transport, at: path.start)
    let serviceID = path.names.service ?? (role.isEntrance && role.services.count == 1 ? role.services[0] : nil)
    service = serviceID.map { map[$0] }
    let backend = path.backend.flatMap { map.podOwning($0.ip, at: path.start) }
    backendPod = backend ?? path.names.backend.flatMap { $0.pods.count == 1 ? $0.pods[0] : nil }
    clientPod = map.podOwning(path.client.ip, at: path.start)
  }
}

extension Role {
  /// Traffic to it is translated.
  var isEntrance: Bool { portKind == .nodePort || portKind == .port || portKind == .hostPort }
}

extension Case {
  var isTCP: Bool { path.transport == .tcp }
  var isUDP: Bool { path.transport == .udp }
  var isEcho: Bool { path.transport == .icmp || path.transport == .icmpv6 }
  var isSilent: Bool { path.state == .noReply }
  var isFailed: Bool { !path.isOK }

  var asked: [CaseHop] { hops.filter(\.isAsked) }
  var answered: [CaseHop] { hops.filter(\.isAnswered) }
  /// Where the client's packets were last seen.
  var lastAsked: CaseHop? { hops.last(where: \.isAsked) }
  /// The destination was rewritten, by what packets or witnesses say.
  var isTranslated: Bool { path.translations.contains { $0.kinds.contains(.dnat) } }
  /// Where it goes behind the rewriting; nil while it was not seen rewritten.
  var endpoint: Socket? {
    guard let last = path.translations.last(where: { $0.kinds.contains(.dnat) }) else { return nil }
    return Socket(last.after.destination, last.after.destinationPort)
  }

  /// The node that has the rules for what was dialled: the one dialled, or the client's own.
  var frontNode: NodeID? {
    if let node = map.nodeOwning(dialled.ip), role.addressKind == .nodeIP { return node }
    if let clientPod { return map[clientPod].node }
    if let node = map.nodeOwning(path.client.ip) { return node }
    return asked.first { $0.node != nil }?.node
  }

  var frontNodeName: String? { frontNode.map { map[$0].name } }
  var backendNode: NodeID? { backendPod.flatMap { map[$0].node } ?? path.backend.flatMap { map.nodeOwning($0.ip) } }
  /// The client is neither a pod nor a node.
  var isFromOutside: Bool {
    clientPod == nil && map.nodeOwning(path.client.ip) == nil && !map.inPodCIDR(path.client.ip)
  }

  /// Datagrams from the client beyond the server's.
  var unansweredDatagrams: Int { asked.first.map { $0.hop.packets.request - $0.hop.packets.reply } ?? 0 }

  /// How often the client's first packet was sent at most, at one tap.
  var attempts: Int { asked.map { isTCP ? $0.repeated.request + 1 : $0.hop.packets.request }.max() ?? 0 }
  /// Enough copies to call what did not arrive lost: a SYN and two repetitions, three datagrams.
  var isRepeated: Bool { attempts >= 3 && !hasDrops }

  /// What shows that nobody took it: the server's RST, or the last place that saw a request.
  var refusal: FindingEvidence? {
    resetOrigin.flatMap { origin in origin.hop.notes.resets.reply.map { evidence($0, at: origin.hop) } }
      ?? lastAsked.map(lastSeen)
  }

  /// Hops of one node.
  func hops(of node: NodeID) -> [CaseHop] { hops.filter { $0.node == node } }
  func shows(_ place: DevicePlace, on node: NodeID?) -> Bool {
    node.flatMap { survey.view(map[$0].name) }?.shows(place) ?? false
  }

  /// The pod's own network, or the node's end of its cable, is captured.
  func showsPod(_ pod: PodID?) -> Bool {
    guard let pod else { return false }
    return shows(.pod, on: map[pod].node) || survey.view(map[pod].name) != nil
      || survey.view("pod-" + map[pod].name) != nil
  }

  /// Endpoints that the data plane may choose: the ready ones, or without any those that still serve while they terminate.
  /// - Parameter node: on that node alone.
  func usableEndpoints(_ service: ServicePort, on node: NodeID? = nil) -> [Backend] {
    let near = service.backends.filter { backend in
      let isFamily = backend.socket.map { $0.ip.isIPv4 == dialled.ip.isIPv4 } ?? true
      // A selected pod without the targetPort's name is in a slice that has no port.
      let hasPort = !service.hasSelector || backend.socket?.port != 0
      return isFamily && hasPort && (node == nil || self.node(of: backend) == node)
    }
    let ready = near.filter(\.ready)
    return ready.isEmpty ? near.filter { $0.serving && $0.terminating } : ready
  }

  private func node(of backend: Backend) -> NodeID? {
    backend.node ?? backend.pod.flatMap { map[$0].node } ?? backend.socket.flatMap { map.nodeOwning($0.ip) }
  }
}
