import Wire

/// One line of a node's connection tracking table: which tuple a request had before that node's NAT, and which after.
///
/// ```
///   original  C:c → V:v   as the request came in
///   reply     P:p → M:m   as the kernel expects the answer
///   translated            reply reversed, M:m → P:p: the request as it left
/// ```
/// DNAT ⇔ V ≠ P; SNAT ⇔ C ≠ M. The kernel decides once per connection, so one entry speaks for all its packets.
public struct ConntrackEntry: Sendable, Hashable {
  /// The node (or pod) whose kernel said it.
  public var host: String
  public var original: Tuple
  public var reply: Tuple
  /// When the connection began, in ns since 1970 UTC, as events tell; a dump does not know.
  ///
  /// The stamp is of the moment when conntrack read the event: later than the packet, mostly by microseconds.
  public var start: Int64?
  /// When the kernel forgot it, seconds or minutes after the last packet.
  public var end: Int64?
  /// The last state that was told: `ESTABLISHED`, `TIME_WAIT` …; UDP and ICMP have none.
  public var state: String?
  public var flags: ConntrackFlags
  /// The zone of the original direction (`zone=`, `zone-orig=`), 0 when none is named. One flow can be in several.
  public var zone: UInt16
  /// Which of `ConntrackTable.files`, and its line, counted from 1: of the first line that told of it.
  public var file: Int
  public var line: Int

  public init(
    host: String, original: Tuple, reply: Tuple, start: Int64? = nil, end: Int64? = nil, state: String? = nil,
    flags: ConntrackFlags = [], zone: UInt16 = 0, file: Int = 0, line: Int = 0
  ) {
    self.host = host
    self.original = original
    self.reply = reply
    self.start = start
    self.end = end
    self.state = state
    self.flags = flags
    self.zone = zone
    self.file = file
    self.line = line
  }

  /// The request as it left the node.
  public var translated: Tuple { reply.reversed }
  public var isDNAT: Bool {
    original.destination != reply.source || original.destinationPort != reply.sourcePort && !isEcho
  }
  /// For an ICMP echo a changed identifier is the source's: the request has only the one.
  public var isSNAT: Bool {
    original.source != reply.destination || original.sourcePort != reply.destinationPort
  }
  private var isEcho: Bool { original.transport == .icmp || original.transport == .icmpv6 }
}

/// What else a line says.
public struct ConntrackFlags: OptionSet, Hashable, Sendable, BitwiseCopyable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// `[UNREPLIED]`: no answer was seen.
  public static let unreplied = ConntrackFlags(rawValue: 1)
  /// `[ASSURED]`: traffic was seen both ways, and the entry is kept when the table fills.
  public static let assured = ConntrackFlags(rawValue: 2)
  /// `[OFFLOAD]` or `[HW_OFFLOAD]`: a flow table forwards its packets past the hooks.
  public static let offloaded = ConntrackFlags(rawValue: 4)
}
