import Wire

/// What one line says, before it is put together with others of its connection.
///
/// ```
/// [stamp] [event] [l3name l3num] l4name l4num [timeout] [STATE]
///   src dst (sport dport | type code id | srckey dstkey) [packets bytes] [[UNREPLIED]]
///   src dst (…)                                          [packets bytes] [[ASSURED] | [OFFLOAD]]
///   mark secctx zone labels delta-time [start] [stop] helper use id
/// ```
/// All three writers agree on it: `conntrack -L`, `conntrack -E`, `/proc/net/nf_conntrack`. What is not needed is passed over.
struct ConntrackLine {
  enum Event { case new, update, destroy }

  /// nil: a line of a dump.
  var event: Event?
  /// When conntrack read the event, ns since 1970.
  var stamp: Int64?
  var transport: UInt8 = 0
  var state: Range<Int>?
  var original = Half()
  var reply = Half()
  var flags = ConntrackFlags()
  var zone: UInt16?
  /// The kernel's number of the connection.
  var id: UInt32?
  /// `[start=…]` and `[stop=…]` in seconds, of an unsaid time zone.
  var startDate: Int64?
  var stopDate: Int64?
  /// Seconds between them, or until the line was printed.
  var age: Int64?

  /// One tuple as far as it was read.
  struct Half {
    var source: IPAddress?
    var destination: IPAddress?
    var sourcePort: UInt16?
    var destinationPort: UInt16?
    var icmpType: UInt8?
    var icmpCode: UInt8?
    var identifier: UInt16?
  }

  enum Outcome {
    case entry(ConntrackLine)
    /// An entry of a flow that has neither ports nor an echo identifier.
    case skipped
    case malformed(String)
    /// Nothing in it is like an entry.
    case foreign
  }

  /// - Parameter line: without its line end.
  static func parse(_ text: [UInt8], _ line: Range<Int>) -> Outcome {
    var parser = ConntrackLineParser(text, line)
    return parser.parse()
  }
}

extension ConntrackLine {
  /// Both tuples, when they are whole.
  func judge() -> Outcome {
    let isEcho = isICMP && [8, 128].contains(original.icmpType)
    if isICMP && original.icmpType != nil && !isEcho { return .skipped }
    for (half, name) in [(original, "original"), (reply, "reply")] {
      if let missing = half.missing(isICMP: isICMP, hasPorts: hasPorts) {
        return .malformed("no \(missing)= in the \(name) tuple")
      }
    }
    guard original.source?.isIPv4 == reply.source?.isIPv4, original.isOneFamily, reply.isOneFamily else {
      return .malformed("IPv4 and IPv6 addresses in one entry")
    }
    return isICMP || hasPorts ? .entry(self) : .skipped
  }

  private var isICMP: Bool { transport == 1 || transport == 58 }
  /// TCP, UDP, DCCP, SCTP, UDP-Lite.
  private var hasPorts: Bool { [6, 17, 33, 132, 136].contains(transport) }

  func tuple(_ half: Half) -> Tuple {
    Tuple(
      source: half.source ?? .unspecified, sourcePort: half.sourcePort ?? half.identifier ?? 0,
      destination: half.destination ?? .unspecified, destinationPort: half.destinationPort ?? half.identifier ?? 0,
      transport: TransportProtocol(rawValue: transport))
  }
}

extension ConntrackLine.Half {
  /// The first field that an entry of its protocol must have and this has not.
  func missing(isICMP: Bool, hasPorts: Bool) -> String? {
    if source == nil { return "src" }
    if destination == nil { return "dst" }
    if hasPorts && sourcePort == nil { return "sport" }
    if hasPorts && destinationPort == nil { return "dport" }
    if isICMP && icmpType == nil { return "type" }
    if isICMP && identifier == nil { return "id" }
    return nil
  }

  var isOneFamily: Bool { source?.isIPv4 == destination?.isIPv4 }
}
