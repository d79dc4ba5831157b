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

/// One thing that two sightings have in common and NAT cannot change.
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
  /// From the hop before, by the client's first packet.
  public var latency: Int64?
  /// When the client's first packet passed, when one did.
  public var firstRequest: Int64?
  /// File and number of the first packet here.
  public var file: Int
  public var packetNumber: UInt64
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
  public var client: Socket
  /// What the client dialled; nil when no tap could show it.
  public var front: Socket?
  /// Where it ended; nil when it never got past a virtual address.
  public var backend: Socket?
  public var names: Resolution
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
  /// Ids of the other paths of the same front packets: one path per mapping.
  public var related: [String] = []
  /// The record made room for others before it was complete.
  public var wasEvicted: Bool
}
