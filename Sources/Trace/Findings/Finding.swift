import Cluster
import Wire

/// How much a finding matters. Raw values are the words of `hopscope.finding/1`.
public enum Severity: String, Sendable, CaseIterable, Comparable {
  /// Traffic fails because of it.
  case error
  /// Traffic suffers, or will.
  case warning
  /// Worth knowing: something looks odd, or could not be seen.
  case note
  /// Works as designed, though people take it for a fault.
  case explanation

  public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .error: 0
    case .warning: 1
    case .note: 2
    case .explanation: 3
    }
  }
}

/// How sure a finding is. Raw values are the words of `hopscope.finding/1`.
public enum Certainty: String, Sendable {
  /// Packets and objects leave no other cause.
  case certain
  /// Other causes look the same: `Finding.causes` ranks them, and `Finding.needs` says what would settle it.
  case probable
}

/// One kind of finding: what docs/findings.md has a page of.
public struct FindingKind: Sendable, Hashable {
  /// Stable: `no-ready-endpoints`.
  public let id: String
  /// Stable: `F01`, by the fault catalogue.
  public let code: String
  public let severity: Severity
  /// A few words: `Service has no ready endpoints`.
  public let title: String

  init(_ id: String, _ code: String, _ severity: Severity, _ title: String) {
    self.id = id
    self.code = code
    self.severity = severity
    self.title = title
  }
}

/// One place on a way: a host's interface, as far as it has a name. Untrusted text.
public struct FindingSpot: Sendable, Hashable {
  public var host: String?
  public var interface: String?

  public init(host: String?, interface: String? = nil) {
    self.host = host
    self.interface = interface
  }
}

/// Where on the way something goes wrong.
public enum FindingPlace: Sendable, Hashable {
  case at(FindingSpot)
  /// Seen at the first, and not at the second.
  case between(FindingSpot, FindingSpot)
}

/// One thing that speaks for a finding.
public struct FindingEvidence: Sendable, Hashable {
  /// nil when it is no packet: a field of an object, a count.
  public var packet: PacketReference?
  public var text: String

  public init(_ text: String, packet: PacketReference? = nil) {
    self.text = text
    self.packet = packet
  }
}

/// One possible cause of what was found.
public struct FindingCause: Sendable, Hashable {
  public var kind: FindingKind
  /// What speaks for it.
  public var why: String

  public init(_ kind: FindingKind, _ why: String) {
    self.kind = kind
    self.why = why
  }
}

/// Whom a finding is about, as far as it is known: findings of one kind about one subject are one.
public struct FindingSubject: Sendable, Hashable {
  /// A Service's or pod's namespace and name.
  public struct Name: Sendable, Hashable {
    public var namespace: String
    public var name: String
    public init(_ namespace: String, _ name: String) { (self.namespace, self.name) = (namespace, name) }
  }
  public var service: Name?
  public var pod: Name?
  public var node: String?
  /// What clients dialled.
  public var front: Socket?
  /// Where connections went.
  public var backend: Socket?

  public init(
    service: Name? = nil, pod: Name? = nil, node: String? = nil, front: Socket? = nil, backend: Socket? = nil
  ) {
    self.service = service
    self.pod = pod
    self.node = node
    self.front = front
    self.backend = backend
  }
}

extension FindingSubject {
  /// Forgets what another one says otherwise.
  mutating func keepCommon(_ other: FindingSubject) {
    if service != other.service { service = nil }
    if pod != other.pod { pod = nil }
    if node != other.node { node = nil }
    if front != other.front { front = nil }
    if backend != other.backend { backend = nil }
  }

  /// Takes what it does not say itself.
  mutating func fill(_ other: FindingSubject) {
    service = service ?? other.service
    pod = pod ?? other.pod
    node = node ?? other.node
    front = front ?? other.front
    backend = backend ?? other.backend
  }
}

/// A judged fact: what is wrong, with whom, where, on what evidence, and how to confirm and mend it.
public struct Finding: Sendable {
  public var kind: FindingKind
  public var certainty: Certainty
  public var subject: FindingSubject
  /// In the user's words, with real names.
  public var sentence: String
  public var place: FindingPlace?
  /// Connections that show it; objects, where it is about these alone.
  public var count = 1
  /// Nanoseconds since 1970; nil when it is about objects alone.
  public var first: Int64?
  public var last: Int64?
  /// Ids of paths that show it, the first ones.
  public var paths: [String] = []
  public var evidence: [FindingEvidence] = []
  /// The likeliest first, this finding's own kind among them; empty when certain.
  public var causes: [FindingCause] = []
  /// What would make it certain: sentences without a full stop.
  public var needs: [String] = []
  /// One command that confirms it.
  public var confirm: String
  public var remedy: String

  public init(
    _ kind: FindingKind, _ certainty: Certainty, _ subject: FindingSubject, _ sentence: String, confirm: String,
    remedy: String
  ) {
    self.kind = kind
    self.certainty = certainty
    self.subject = subject
    self.sentence = sentence
    self.confirm = confirm
    self.remedy = remedy
  }
}

extension Finding {
  /// Takes another one of the same kind and subject in.
  mutating func absorb(_ other: Finding) {
    count += other.count
    first = [first, other.first].compactMap { $0 }.min()
    last = [last, other.last].compactMap { $0 }.max()
    paths = Array((paths + other.paths).prefix(FindingGroup.mostPaths))
    evidence = Array((evidence + other.evidence).prefix(FindingGroup.mostEvidence))
    if other.certainty == .certain { (certainty, causes, needs) = (.certain, [], []) }
  }
}

extension Finding {
  /// A name that Kubernetes would refuse comes from somewhere else, and gets into no command that people paste.
  var withSafeCommand: Finding {
    let names = [
      subject.service?.namespace, subject.service?.name, subject.pod?.namespace, subject.pod?.name, subject.node,
    ]
    if names.compactMap({ $0 }).allSatisfy(KubectlCommand.isSayable) { return self }
    var finding = self
    finding.confirm = "kubectl get services,endpointslices,pods -A -o wide"
    return finding
  }
}
