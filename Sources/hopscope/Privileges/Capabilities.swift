import CShims

/// Linux capabilities (capabilities(7)); bit n is number n of linux/capability.h.
struct Capabilities: OptionSet, Hashable {
  let rawValue: UInt64

  static let setGID = Capabilities(rawValue: 1 << 6)
  static let setUID = Capabilities(rawValue: 1 << 7)
  static let setPCAP = Capabilities(rawValue: 1 << 8)
  /// Connection tracking is read and its events are heard.
  static let netAdmin = Capabilities(rawValue: 1 << 12)
  /// Packet sockets.
  static let netRaw = Capabilities(rawValue: 1 << 13)

  /// Of the calling thread; none when the kernel does not say.
  static var effective: Capabilities { own.effective }
  static var permitted: Capabilities { own.permitted }

  private static var own: (effective: Capabilities, permitted: Capabilities) {
    var (effective, permitted): (UInt64, UInt64) = (0, 0)
    guard hopscope_get_capabilities(&effective, &permitted) == 0 else { return ([], []) }
    return (Capabilities(rawValue: effective), Capabilities(rawValue: permitted))
  }

  private static let names: [(Capabilities, String)] = [
    (.setGID, "CAP_SETGID"), (.setUID, "CAP_SETUID"), (.setPCAP, "CAP_SETPCAP"), (.netAdmin, "CAP_NET_ADMIN"),
    (.netRaw, "CAP_NET_RAW"),
  ]

  /// `CAP_NET_RAW, capability 21`; `no capability`.
  var words: String {
    let known = Self.names.filter { contains($0.0) }.map(\.1)
    let others = (0..<64).filter { number in
      rawValue & 1 << number != 0 && !Self.names.contains { $0.0.rawValue == 1 << number }
    }
    let all = known + others.map { "capability \($0)" }
    return all.isEmpty ? "no capability" : all.joined(separator: ", ")
  }
}
