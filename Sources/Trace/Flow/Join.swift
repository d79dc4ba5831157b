/// Why a flow belongs to its path: the packet that decided, and the one of another flow that it was compared with.
struct Join: BitwiseCopyable {
  enum Kind: UInt8, BitwiseCopyable {
    /// The flow that its path began with.
    case start
    /// The same two ends at another tap.
    case sameEnds
    /// The client's initial sequence number, with what else the SYNs have in common.
    case isn
    /// Both initial sequence numbers.
    case bothISNs
    /// The client's initial sequence number, and a SYN proxy's cookie.
    case cookie
    /// One packet seen in both flows.
    case packet
    /// A node's conntrack entry has both tuples.
    case conntrack
  }

  var kind = Kind.start
  /// The flow compared with, while it is in the same path.
  var other: UInt32 = 0
  /// Numbers of the deciding packets in their files: here, and in the other flow.
  var number: UInt64 = 0
  var otherNumber: UInt64 = 0
}
