import Cluster
import Wire

/// What the engine did with everything it was given; the counts behind the last line of every output.
public struct TraceSummary: Sendable {
  public var packets = 0
  public var paths = 0
  public var okPaths = 0
  /// Paths, or flows, that several others fit equally well.
  public var ambiguous = 0
  /// Paths of which one side of a NAT is missing: a front that was answered but never seen translated, or an endpoint
  /// that only the node's own address spoke to.
  public var unmatched = 0
  /// Packets that no flow could be made of, for want of addresses or ports.
  public var undecoded = 0
  /// Later fragments: they have no ports and are counted only.
  public var fragments = 0
  /// ICMP errors that speak of a connection that was not captured.
  public var strayErrors = 0
  public var translations = 0
  /// Paths closed early to make room.
  public var evicted = 0
  /// Packets whose headers were cut by the snap length.
  public var cut = 0
  /// Paths of which packets in only one direction were captured.
  public var oneSided = 0
  public var peakFlows = 0
  /// Judgements of findings that found no room any more.
  public var findingsLeftOut = 0
  public init() {}
}

public struct TracerConfiguration: Sendable {
  /// Flows held at once; at the limit the least promising paths are closed early and counted.
  public var maximumFlows = 1_048_576
  /// Key of the hash functions.
  public var seed: UInt64 = 0x5bf0_3635
  /// Build `Path` values; without it only the summary is kept.
  public var describesPaths = true
  /// Which connections are told before they are complete.
  public enum Announcing: Sendable {
    case nothing
    /// Each once, when it is known or has failed.
    case openings
    /// And when it is not any more as it was told.
    case changes
  }
  public var announces = Announcing.nothing
  /// Judge paths: say what is wrong with them.
  public var judges = false
  /// Also keep what was considered and refused.
  public var explains = false
  /// Clocks of different hosts may differ by this much, in nanoseconds.
  public var skew: Int64 = 10_000_000_000
  /// The same where only a packet's likeness joins: datagrams are alike so often that a wide window would join strangers.
  /// Nil: as `skew`.
  public var datagramSkew: Int64?
  /// Hosts whose clocks could not be compared with others': times between them and others say nothing.
  public var uncomparedHosts: Set<String> = []
  /// Clocks of hosts as the packets' times, which were corrected, see them: the stamps of a host's conntrack are by its own.
  public var clocks: [String: ClockLine] = [:]
  /// Names of hosts' interfaces, for captures that know only numbers.
  public var links = LinkTable()
  public var timeouts = Timeouts()
  public init() {}

  /// Nanoseconds without a packet after which a path is complete.
  public struct Timeouts: Sendable {
    /// After FIN or RST: long enough for late copies and repeated FINs.
    public var closed: Int64 = 5_000_000_000
    /// A SYN without an answer is repeated for at most 127 s (`tcp_syn_retries` 6).
    public var handshake: Int64 = 130_000_000_000
    /// kube-proxy's `conntrack.tcpEstablishedTimeout`.
    public var established: Int64 = 86_400_000_000_000
    /// `nf_conntrack_udp_timeout_stream` 120 s, and half as long again.
    public var datagram: Int64 = 180_000_000_000
    public var echo: Int64 = 60_000_000_000
    public init() {}
  }
}
