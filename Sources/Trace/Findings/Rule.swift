import Cluster
import Wire

/// One rule: looks at one connection and says what is wrong with it, or nothing.
protocol Rule: SendableMetatype {
  /// What it finds.
  static var kind: FindingKind { get }
  static func judge(_ case: Case) -> Judgement?
}

/// What one rule says of one connection.
struct Judgement: Sendable {
  var kind: FindingKind
  var certainty: Certainty
  /// Findings are grouped by it.
  var subject: FindingSubject
  /// More of whom it is about: kept as far as all of a group agree.
  var details = FindingSubject()
  /// Whose connection it was, as the sentence may have it.
  var client = ""
  /// Of all connections of the subject, so without a client's port in it.
  var sentence: String
  var place: FindingPlace?
  var evidence: [FindingEvidence]
  /// Ranked, its own kind among them; empty when certain.
  var causes: [FindingCause]
  var needs: [String]
  var confirm: String
  var remedy: String

  /// - Parameter evidence: without what is nil.
  init(
    _ kind: FindingKind, _ certainty: Certainty, _ subject: FindingSubject, _ sentence: String,
    at place: FindingPlace? = nil, evidence: [FindingEvidence?],
    details: FindingSubject = FindingSubject(), causes: [FindingCause] = [], needs: [String] = [],
    confirm: String, remedy: String
  ) {
    self.kind = kind
    self.certainty = certainty
    self.subject = subject
    self.details = details
    self.sentence = sentence
    self.place = place
    self.evidence = evidence.compactMap { $0 }
    self.causes = causes
    self.needs = needs
    self.confirm = confirm
    self.remedy = remedy
  }
}

/// All rules on single connections; docs/findings.md has a page of each.
enum Rules {
  /// What made a connection fail. The first that is certain speaks, else the first that is probable: the more special ones
  /// stand before those that fit wherever packets are lost.
  static let causes: [any Rule.Type] = [
    ConntrackEntryLost.self, StaleUDPHostPort.self, StaleUDPConntrack.self,
    HostPortConflict.self, ProtocolMismatch.self, FamilyMismatch.self,
    TerminatingEndpoint.self, WrongNodeForPod.self, EndpointGone.self, NoReadyEndpoints.self,
    HeadlessPortMisuse.self, TargetPortRefused.self, NodePortRefused.self, VirtualIPNotTranslated.self,
    NoLocalEndpointExternal.self, NoLocalEndpointInternal.self, SourceRangeDrop.self, LoadBalancerHairpin.self,
    HairpinOff.self, BridgeNetfilterOff.self, AsymmetricReply.self, InvalidPacketReset.self,
    VXLANChecksum.self, OverlayPortBlocked.self, ExternalIPNotRouted.self, NodePortUnreachable.self,
    RejectedThoughReady.self, RejectedByFirewall.self, DroppedInNode.self, InvalidPacketDrop.self,
    MiddleboxIdleTimeout.self,
    PeerRestarted.self, BacklogOverflow.self, ApplicationSilent.self,
  ]

  /// Those that conclude from what was not seen where kube-proxy and plain routing would show it: silent on other data planes.
  /// F10, F20 and F44 look for themselves.
  static let fromAbsence: Set<FindingKind> = [
    .hairpinOff, .vxlanChecksum, .overlayPortBlocked, .externalIPNotRouted, .nodePortUnreachable,
  ]

  /// What may be said beside a cause, of connections that went well too.
  static let remarks: [any Rule.Type] = [
    ClusterIPPing.self, HealthCheckFails.self, ClientAddressHidden.self, WrongPortKind.self, MTUBlackHole.self,
    SourcePortClash.self,
    TimeWaitReuse.self, DNSRetryDelay.self, FirstPacketLost.self, RetransmissionStorm.self,
  ]
}

extension Case {
  /// Everything the rules have to say, what matters most first.
  func judgements() -> [Judgement] {
    var found: [Judgement] = []
    if isWorthJudging, let cause = cause() { found.append(cause) }
    for rule in Rules.remarks {
      if let remark = rule.judge(self) { found.append(remark) }
    }
    for place in found.indices { found[place].client = clientTitle }
    return found
  }

  /// Most connections are well, and are not looked at any further.
  private var isWorthJudging: Bool {
    isFailed || path.state == .partial || !path.related.isEmpty || mayWait || mayHaveDied
  }

  private var mayWait: Bool { isTCP && path.firstByte == nil }

  /// It went well for a while: a long silence, or datagrams that are not answered any more.
  private var mayHaveDied: Bool {
    isUDP ? unansweredDatagrams >= 3 : hops.contains { $0.pause >= MiddleboxIdleTimeout.leastPause }
  }

  private func cause() -> Judgement? {
    var probable: Judgement?
    for rule in Rules.causes where plane.kind == nil || !Rules.fromAbsence.contains(rule.kind) {
      guard let found = rule.judge(self) else { continue }
      if found.certainty == .certain { return found }
      if probable == nil { probable = found }
    }
    return probable
  }
}
