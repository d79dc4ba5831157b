import Cluster
import Wire

/// How a connection went, as far as the captured packets tell. Raw values are the words of `hopscope.path/1`.
public enum PathState: String, Sendable {
  /// Packets both ways, no end seen. UDP and ICMP echo: answered.
  case open
  /// TCP: both sides sent FIN.
  case closed
  /// A RST after the handshake.
  case reset
  /// A RST answered the SYN.
  case refused
  /// An ICMP error answered.
  case rejected
  /// Nothing answered.
  case noReply = "no-reply"
  /// The server's SYN-ACK was seen but never acknowledged.
  case halfOpen = "half-open"
  /// The handshake was not captured.
  case partial
}

public enum Confidence: String, Sendable { case certain, probable, ambiguous }

/// One thing that two sightings have in common and NAT cannot change. `port`, a source port that was kept, is the exception:
/// a hint, not counted.
public enum Evidence: String, Sendable, CaseIterable {
  case isn, tsval
  case packetID = "ip-id"
  case payload
  case dnsID = "dns-id"
  case sctpTag = "sctp-tag"
  case echo, quote, map, port, conntrack
}

/// One rewrite of addresses by one host.
public struct Translation: Sendable {
  public enum Kind: String, Sendable { case dnat, snat }
  /// Who rewrote; nil when no sighting says.
  public var host: String?
  public var kinds: [Kind]
  /// As the client's packets had it before and after.
  public var before: Tuple
  public var after: Tuple
  public var confidence: Confidence
  public var evidence: [Evidence]
  /// The packets that decided, each in both of its forms.
  public var proofs: [Proof] = []
  /// What else was considered, and why it was not taken; only when asked to explain.
  public var alternatives: [Alternative] = []
}

/// One packet as it was seen before and after a rewrite, or a line of conntrack that has both.
public enum Proof: Sendable, Hashable {
  case packets(PacketReference, PacketReference)
  case conntrack(ConntrackEntry)
}

/// Where packets and a node's conntrack do not say the same.
public struct Disagreement: Sendable, Hashable {
  /// What conntrack says became of `before`.
  public var entry: ConntrackEntry
  /// What the packets say.
  public var before: Tuple
  public var after: Tuple
}

/// The two directions of a count.
public struct BothWays<Value: Sendable>: Sendable {
  public var request: Value
  public var reply: Value
  public init(request: Value, reply: Value) {
    self.request = request
    self.reply = reply
  }
}

/// What the destination of a hop is there.
public enum HopKind: String, Sendable { case nodePort, port, targetPort, hostPort, containerPort, direct }

/// One tuple at one tap.
public struct Hop: Sendable {
  public var kind: HopKind
  public var isSeen = true
  public var host: String?
  public var interface: String?
  /// Number of the tap, in the order in which the engine met them; -1 when no tap showed it.
  public var tap: Int
  /// Of the client's packets.
  public var direction: PacketDirection
  public var tunnel: Encapsulation?
  /// As the client's packets have it here, also where only answers passed.
  public var tuple: Tuple
  public var first: Int64
  public var last: Int64
  public var packets: BothWays<Int>
  public var bytes: BothWays<Int>
  public var retransmissions: Int
  /// Nanoseconds from the hop before, by the client's first packet; nil when another copy of it was seen first there.
  public var latency: Int64?
  /// From here to the hop before, by the first answer.
  public var replyLatency: Int64?
  /// Copies that the hop before showed and neither this one nor any behind it (of answers, the other way round): only
  /// where the evidence suffices to claim a loss.
  public var lost = BothWays(request: 0, reply: 0)
  /// When the client's first packet passed, when one did.
  public var firstRequest: Int64?
  /// The first packet here; nil for a hop that no tap showed.
  public var packet: PacketReference?
}

extension Hop {
  /// A hop that only conntrack or the map knows.
  init(unseen tuple: Tuple, kind: HopKind, host: String?) {
    self.init(
      kind: kind, isSeen: false, host: host, interface: nil, tap: -1, direction: .unknown, tunnel: nil, tuple: tuple,
      first: 0, last: 0, packets: BothWays(request: 0, reply: 0), bytes: BothWays(request: 0, reply: 0),
      retransmissions: 0, latency: nil, firstRequest: nil, packet: nil)
  }
}

/// An ICMP error that ended a connection.
public struct Rejection: Sendable {
  public var type: UInt8
  public var code: UInt8
  public var isIPv6: Bool
  public var source: IPAddress
}

/// One connection: what the client dialled, how it was rewritten, and where it ended.
public struct Path: Sendable {
  /// 12 hex digits from what NAT cannot change; `.2` and so on when two paths agree in all of it.
  public var id: String
  public var transport: TransportProtocol
  public var state: PathState
  public var isOK: Bool
  public var start: Int64
  public var end: Int64
  /// TCP and SCTP: it was in use, and its end was not seen.
  public var isUnended = false
  public var client: Socket
  /// What the client dialled; nil when nothing tells.
  public var front: Socket?
  /// A tap showed what the client dialled; else conntrack or the map says it.
  public var isFrontSeen = true
  /// Where it ended; nil when it never got past a virtual address.
  public var backend: Socket?
  public var names: Resolution
  /// Which map of the timeline the names are of.
  public var mapIndex = 0
  public var translations: [Translation]
  public var hops: [Hop]
  /// Nanoseconds, at the hop nearest to the client.
  public var handshake: Int64?
  public var firstByte: Int64?
  public var rejection: Rejection?
  /// Who sent the RST: true the server's side.
  public var resetByServer: Bool?
  /// Several other flows would have fitted equally well.
  public var isAmbiguous: Bool
  /// What cannot be said of it, and what would settle that.
  public var gaps: [Gap] = []
  public var disagreements: [Disagreement] = []
  /// A SYN proxy answered the client before the server did: by how much it shifts the server's sequence numbers.
  public var synProxyDelta: UInt32?
  /// The server's answers left by another host than the requests came in by (direct server return).
  public var returnsDirectly = false
  /// The path that a proxy at this one's end likely made of it.
  public var continuation: Continuation?
  /// By source and port it is a probe of the node's kubelet.
  public var probe: KubeletProbe?
  /// Candidates that no translation was made of; only when asked to explain.
  public var alternatives: [Alternative] = []
  /// Ids of the other paths of the same front packets: one path per mapping.
  public var related: [String] = []
  /// What it shows to be wrong, as far as it was known when it was completed; only when asked to judge.
  public var findings: [FindingKind] = []
  public var event = PathEvent.close
  /// Ids under which parts of it were announced, before they were known to be one connection.
  public var replaced: [String] = []
  /// The record made room for others before it was complete.
  public var wasEvicted: Bool
}
