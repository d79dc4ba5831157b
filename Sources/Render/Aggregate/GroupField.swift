import Trace

/// What is known of a group as one value each: the columns of `--by … -o csv`, in this order, which later versions add to at
/// the end.
public enum GroupField: String, CaseIterable, Sendable {
  case by, namespace, service, pod, node, ip, kind, candidates, workload
  case workloadKind = "workload_kind"
  case entrance
  case addressKind = "address_kind"
  case port, `protocol`
  case targetPort = "target_port"
  case from, via, to, crosses, probes, others, connections, ok, failed, refused
  case noReply = "no_reply"
  case reset, rejected
  case halfOpen = "half_open"
  case partial, retransmissions, open
  case openOldest = "open_oldest_us"
  case openMedian = "open_p50_us"
  case connectMedian = "connect_p50_us"
  case connectTail = "connect_p99_us"
  case firstByteMedian = "first_byte_p50_us"
  case firstByteTail = "first_byte_p99_us"
  case bytesRequest = "bytes_request"
  case bytesReply = "bytes_reply"
  case backends, first, last

  /// Nil when it does not apply, or is not known.
  func value(_ group: GroupTable.Group, _ title: GroupTitle, by grouping: Grouping) -> FieldValue? {
    let counts = group.counts
    switch self {
    case .by: return .text(grouping.rawValue)
    case .connections: return .integer(Int64(counts.connections))
    case .ok: return .integer(Int64(counts.ok))
    case .failed: return .integer(Int64(counts.failed))
    case .refused, .noReply, .reset, .rejected, .halfOpen, .partial:
      return .integer(Int64(failure.flatMap { counts.failures[$0] } ?? 0))
    case .retransmissions: return .integer(Int64(counts.retransmissions))
    case .open: return .integer(Int64(counts.openAges.count))
    case .openOldest, .openMedian, .connectMedian, .connectTail, .firstByteMedian, .firstByteTail: return time(counts)
    case .bytesRequest: return .integer(Int64(counts.bytes.request))
    case .bytesReply: return .integer(Int64(counts.bytes.reply))
    case .backends: return .integer(Int64(counts.backends.count))
    case .first: return .time(counts.first)
    case .last: return .time(counts.last)
    default: return named(title)
    }
  }

  private var failure: PathState? { PathState(rawValue: rawValue.replacing("_", with: "-")) }

  /// Microseconds.
  private func time(_ counts: GroupCounts) -> FieldValue? {
    let nanoseconds: Int64? =
      switch self {
      case .openOldest: counts.openAges.count > 0 ? counts.openAges.greatest : nil
      case .openMedian: counts.openAges.percentile(0.5)
      case .connectMedian: counts.connect.percentile(0.5)
      case .connectTail: counts.connect.percentile(0.99)
      case .firstByteMedian: counts.firstByte.percentile(0.5)
      default: counts.firstByte.percentile(0.99)
      }
    return FieldValue(nanoseconds.map { $0 / 1000 })
  }

  /// One of the title's fields: of the same name, written as JSON does.
  private func named(_ title: GroupTitle) -> FieldValue? {
    let words = rawValue.split(separator: "_")
    let name = words.dropFirst().reduce(String(words[0])) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    guard let found = title.fields.first(where: { $0.name == name })?.value else { return nil }
    switch found {
    case .text(let text): return .text(text)
    case .number(let number): return .integer(Int64(number))
    case .flag(let flag): return .flag(flag)
    case .list(let texts): return .text(texts.joined(separator: " "))
    }
  }
}
