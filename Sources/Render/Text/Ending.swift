import Cluster
import Trace
import Wire

/// Why a connection that did not go well ended, in one clause; nil when it went well.
extension Words {
  func ending(_ path: Path) -> String? {
    switch path.state {
    case .open, .closed: nil
    case .rejected: path.rejection.map { rejection($0, at: path.start) } ?? "an ICMP error answered"
    case .refused: "RST from \(refuser(path))\(path.backend.map { ": nothing listens on \($0.port)" } ?? "")"
    case .noReply: noReply(path)
    case .halfOpen: "the SYN-ACK was never acknowledged"
    case .reset: path.resetByServer == true ? "reset by \(refuser(path))" : "reset by the client"
    case .partial: path.isOK ? nil : "only one direction was captured"
    }
  }

  private func rejection(_ rejection: Rejection, at time: Int64) -> String {
    let role = map.role(of: Socket(rejection.source, 0), transport: rejection.isIPv6 ? .icmpv6 : .icmp, at: time)
    let sender = end(Socket(rejection.source, 0), role, .icmp)
    return "\(sender) sent ICMP \(meaning(rejection))"
  }

  /// RFC 792, RFC 1812 §5.2.7.1 and RFC 4443 §3.1.
  private func meaning(_ rejection: Rejection) -> String {
    let code = rejection.code
    if rejection.isIPv6 {
      guard rejection.type == 1 else { return "time exceeded" }
      let words = [
        "no route", "prohibited", "beyond scope", "address unreachable", "port unreachable", "failed policy",
      ]
      return Int(code) < words.count ? words[Int(code)] : "unreachable (code \(code))"
    }
    guard rejection.type == 3 else { return "time exceeded" }
    switch code {
    case 0: return "network unreachable"
    case 1: return "host unreachable"
    case 2: return "protocol unreachable"
    case 3: return "port unreachable"
    case 9, 10, 13: return "prohibited (code \(code))"
    default: return "unreachable (code \(code))"
    }
  }

  /// The pod when the SYN got that far, else whoever owns the address dialled.
  private func refuser(_ path: Path) -> String {
    guard let backend = path.backend else {
      return path.front.map { end(Socket($0.ip, 0), path.names.front, .icmp) } ?? "the server"
    }
    if let pod = podName(path.names.backend) { return "pod \(pod)" }
    return end(Socket(backend.ip, 0), path.names.backend, .icmp)
  }

  private func noReply(_ path: Path) -> String {
    guard path.backend == nil, let kind = path.names.front?.addressKind else { return "no answer" }
    return "no answer, and never seen translated from the \(kind.rawValue)"
  }
}
