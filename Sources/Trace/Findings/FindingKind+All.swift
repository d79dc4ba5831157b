/// Every kind of finding there is; docs/findings.md has a page of each (a test compares).
extension FindingKind {
  // Faults by their numbers in the catalogue.
  public static let noReadyEndpoints = FindingKind(
    "no-ready-endpoints", "F01", .error, "Service has no ready endpoints")
  public static let targetPortRefused = FindingKind(
    "target-port-refused", "F02", .error, "Pod refuses connections on the targetPort")
  public static let noLocalEndpointExternal = FindingKind(
    "no-local-endpoint-external", "F03", .error, "externalTrafficPolicy Local without an endpoint on the node")
  public static let noLocalEndpointInternal = FindingKind(
    "no-local-endpoint-internal", "F04", .error, "internalTrafficPolicy Local without an endpoint on the node")
  public static let clusterIPPing = FindingKind(
    "cluster-ip-ping", "F05", .explanation, "A ClusterIP does not answer ping")
  public static let virtualIPNotTranslated = FindingKind(
    "virtual-ip-not-translated", "F06", .error, "Virtual IP leaves the node untranslated")
  public static let nodePortRefused = FindingKind(
    "node-port-refused", "F07", .error, "Nothing listens on that port of the node")
  public static let clientAddressHidden = FindingKind(
    "client-address-hidden", "F08", .explanation, "SNAT hides the client's address")
  public static let endpointGone = FindingKind(
    "endpoint-gone", "F09", .error, "Endpoint's pod is gone")
  public static let policyDrop = FindingKind(
    "policy-drop", "F10", .error, "Dropped by a NetworkPolicy or a firewall")
  public static let policySeesNodeAddress = FindingKind(
    "policy-sees-node-address", "F11", .error, "NetworkPolicy judges the node's address instead of the client's")
  public static let hairpinOff = FindingKind(
    "hairpin-off", "F12", .error, "Hairpin mode is off")
  public static let bridgeNetfilterOff = FindingKind(
    "bridge-netfilter-off", "F13", .error, "br_netfilter is off: answers skip the translation back")
  public static let asymmetricReply = FindingKind(
    "asymmetric-reply", "F14", .error, "Answers bypass the node that translated")
  public static let reversePathFilter = FindingKind(
    "reverse-path-filter", "F15", .error, "Dropped by the reverse path filter")
  public static let snatPortsExhausted = FindingKind(
    "snat-ports-exhausted", "F16", .error, "SNAT ports are exhausted")
  public static let conntrackInsertRace = FindingKind(
    "conntrack-insert-race", "F17", .warning, "First packet lost in a conntrack insert race")
  public static let dnsRetryDelay = FindingKind(
    "dns-retry-delay", "F18", .warning, "DNS lookup takes 5 s: one of two parallel queries is lost")
  public static let invalidPacketReset = FindingKind(
    "invalid-packet-reset", "F19", .error, "Packet that conntrack calls INVALID ends in a reset")
  public static let invalidPacketDrop = FindingKind(
    "invalid-packet-drop", "F20", .error, "Packets that conntrack calls INVALID are dropped")
  public static let staleUDPConntrack = FindingKind(
    "stale-udp-conntrack", "F21", .error, "Stale UDP conntrack entry leads to a removed endpoint")
  public static let staleUDPHostPort = FindingKind(
    "stale-udp-host-port", "F22", .error, "Stale UDP conntrack entry of a hostPort leads to a former pod")
  public static let conntrackTableFull = FindingKind(
    "conntrack-table-full", "F23", .error, "conntrack table is full")
  public static let mtuBlackHole = FindingKind(
    "mtu-black-hole", "F24", .error, "MTU black hole: large packets vanish")
  public static let sourceRangeDrop = FindingKind(
    "source-range-drop", "F25", .error, "Client is outside loadBalancerSourceRanges")
  public static let vxlanChecksum = FindingKind(
    "vxlan-checksum", "F26", .error, "VXLAN packets arrive with a wrong checksum")
  public static let overlayPortBlocked = FindingKind(
    "overlay-port-blocked", "F27", .error, "Overlay packets do not arrive at the other node")
  public static let conntrackEntryLost = FindingKind(
    "conntrack-entry-lost", "F28", .error, "conntrack entry lost in the middle of a connection")
  public static let middleboxIdleTimeout = FindingKind(
    "middlebox-idle-timeout", "F29", .error, "Idle connection forgotten by a middlebox")
  public static let peerRestarted = FindingKind(
    "peer-restarted", "F30", .error, "Pod does not know the connection any more")
  public static let terminatingEndpoint = FindingKind(
    "terminating-endpoint", "F31", .error, "Terminating endpoint still gets new connections")
  public static let sessionAffinityBroken = FindingKind(
    "session-affinity-broken", "F32", .warning, "Session affinity is not honoured")
  public static let hostPortConflict = FindingKind(
    "host-port-conflict", "F33", .error, "hostPort is not there, or leads elsewhere")
  public static let selectorMatchesNothing = FindingKind(
    "selector-matches-nothing", "F34", .error, "Selector matches no pod")
  public static let namedTargetPortMissing = FindingKind(
    "named-target-port-missing", "F34", .error, "No container port has the targetPort's name")
  public static let serviceWithoutEndpoints = FindingKind(
    "service-without-endpoints", "F35", .error, "Service without selector has no EndpointSlice")
  public static let externalIPNotRouted = FindingKind(
    "external-ip-not-routed", "F36", .error, "External address is routed to no node")
  public static let healthCheckFails = FindingKind(
    "health-check-fails", "F37", .warning, "Load balancer's health check fails on a node")
  public static let loadBalancerHairpin = FindingKind(
    "load-balancer-hairpin", "F38", .error, "Pod cannot reach itself through the load balancer")
  public static let sourcePortClash = FindingKind(
    "source-port-clash", "F39", .warning, "Source port changed because another connection has it")
  public static let ipvsPortReuse = FindingKind(
    "ipvs-port-reuse", "F40", .warning, "Reused client port meets an old connection in the node")
  public static let timeWaitReuse = FindingKind(
    "time-wait-reuse", "F41", .warning, "Reused client port meets TIME_WAIT at the server")
  public static let backlogOverflow = FindingKind(
    "backlog-overflow", "F42", .error, "Pod does not answer: its accept queue may be full")
  public static let applicationSilent = FindingKind(
    "application-silent", "F43", .error, "Application accepts but does not answer")
  public static let wrongNodeForPod = FindingKind(
    "wrong-node-for-pod", "F44", .error, "Packets for a pod arrive at the wrong node")
  public static let nodePortUnreachable = FindingKind(
    "node-port-unreachable", "F45", .error, "Node is not reached from outside")
  public static let headlessPortMisuse = FindingKind(
    "headless-port-misuse", "F46", .error, "Headless Service dialled with its port instead of the targetPort")
  public static let protocolMismatch = FindingKind(
    "protocol-mismatch", "F47", .error, "Service has that port with another protocol")
  public static let familyMismatch = FindingKind(
    "family-mismatch", "F48", .error, "Service does not have that address family")
  public static let programmingLag = FindingKind(
    "programming-lag", "F50", .warning, "Rules came some seconds after the objects")

  // Findings that the catalogue does not number.
  public static let wrongPortKind = FindingKind(
    "wrong-port-kind", "F51", .error, "Wrong kind of port dialled")
  public static let unevenConnections = FindingKind(
    "uneven-connections", "F52", .warning, "New connections are spread unevenly over endpoints")
  public static let unevenOpenConnections = FindingKind(
    "uneven-open-connections", "F53", .warning, "Open connections are spread unevenly over endpoints")
  public static let slowHop = FindingKind(
    "slow-hop", "F54", .warning, "One hop takes most of the time")
  public static let lossyHop = FindingKind(
    "lossy-hop", "F55", .warning, "Packets are lost at one hop")
  public static let retransmissionStorm = FindingKind(
    "retransmission-storm", "F56", .warning, "Retransmission storm")
  public static let oneSidedCapture = FindingKind(
    "one-sided-capture", "F57", .note, "Capture shows one direction only")
  public static let unsupportedDataPlane = FindingKind(
    "unsupported-data-plane", "F58", .note, "Data plane that hopscope does not know")

  // Of objects and rules alone.
  public static let duplicateNodePort = FindingKind(
    "duplicate-node-port", "F59", .error, "Two Services have one nodePort")
  public static let targetPortNotDeclared = FindingKind(
    "target-port-not-declared", "F60", .note, "No container declares the targetPort")
  public static let endpointsNotReady = FindingKind(
    "endpoints-not-ready", "F62", .warning, "Some endpoints are not ready")
  public static let rulesLackEndpoint = FindingKind(
    "rules-lack-endpoint", "F63", .error, "Node's rules lack what the objects have")
  public static let rulesHaveStaleEndpoint = FindingKind(
    "rules-have-stale-endpoint", "F64", .error, "Node's rules lead to an endpoint that is gone")
  public static let rulesHaveUnknownService = FindingKind(
    "rules-have-unknown-service", "F65", .warning, "Node's rules have a Service that the objects lack")
  public static let clusterIPOutsideRange = FindingKind(
    "cluster-ip-outside-range", "F66", .warning, "ClusterIP outside the cluster's ranges")
  public static let duplicateAddress = FindingKind(
    "duplicate-address", "F67", .warning, "Two objects claim one address")
  public static let nodesWithoutLocalEndpoint = FindingKind(
    "nodes-without-local-endpoint", "F68", .warning, "Traffic policy Local, and some nodes have no endpoint")

  /// In the order of their codes.
  public static let all: [FindingKind] = [
    noReadyEndpoints, targetPortRefused, noLocalEndpointExternal, noLocalEndpointInternal, clusterIPPing,
    virtualIPNotTranslated, nodePortRefused, clientAddressHidden, endpointGone, policyDrop, policySeesNodeAddress,
    hairpinOff, bridgeNetfilterOff, asymmetricReply, reversePathFilter, snatPortsExhausted, conntrackInsertRace,
    dnsRetryDelay, invalidPacketReset, invalidPacketDrop, staleUDPConntrack, staleUDPHostPort, conntrackTableFull,
    mtuBlackHole, sourceRangeDrop, vxlanChecksum, overlayPortBlocked, conntrackEntryLost, middleboxIdleTimeout,
    peerRestarted, terminatingEndpoint, sessionAffinityBroken, hostPortConflict, selectorMatchesNothing,
    namedTargetPortMissing, serviceWithoutEndpoints, externalIPNotRouted, healthCheckFails, loadBalancerHairpin,
    sourcePortClash, ipvsPortReuse, timeWaitReuse, backlogOverflow, applicationSilent, wrongNodeForPod,
    nodePortUnreachable, headlessPortMisuse, protocolMismatch, familyMismatch, programmingLag, wrongPortKind,
    unevenConnections, unevenOpenConnections, slowHop, lossyHop, retransmissionStorm, oneSidedCapture,
    unsupportedDataPlane, duplicateNodePort, targetPortNotDeclared, endpointsNotReady, rulesLackEndpoint,
    rulesHaveStaleEndpoint, rulesHaveUnknownService, clusterIPOutsideRange, duplicateAddress,
    nodesWithoutLocalEndpoint,
  ]

  /// - Parameter word: an id or a code, in any case.
  public static func named(_ word: String) -> [FindingKind] {
    let word = word.lowercased()
    return all.filter { $0.id == word || $0.code.lowercased() == word }
  }
}
