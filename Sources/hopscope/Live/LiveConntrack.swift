import Capture
import Cluster
import Trace

/// The kernel's connection tracking as a live witness. Without CAP_NET_ADMIN, or on a kernel without it, there is none.
struct LiveConntrack {
  /// What the kernel has forgotten is kept so long: flows are judged after their packets.
  private static let memory: Int64 = 600_000_000_000
  private static let expireEvery: Int64 = 10_000_000_000
  private var watch: ConntrackWatch?
  private var events: [ConntrackEvent] = []
  private var nextExpiry: Int64 = 0
  /// Why it is not read; nil when it is, or was not wanted.
  private(set) var obstacle: String?
  private(set) var losses: UInt64 = 0

  init(_ options: LiveCaptureOptions, host: String) {
    guard !options.noConntrack else { return }
    do throws(NetlinkError) {
      watch = try ConntrackWatch(host: host)
      // The kernel says at the first request whether it is permitted.
      try read(now: Terminal.wallClock())
    } catch {
      watch = nil
      obstacle = Self.words(error)
    }
  }

  private static func words(_ error: NetlinkError) -> String {
    switch error {
    case .noPermission:
      "conntrack is not read (CAP_NET_ADMIN is missing): paths are joined from packets alone"
    case .notSupported:
      "conntrack is not read (this kernel does not have it, or nf_conntrack_netlink is not loaded): paths are "
        + "joined from packets alone"
    case .failed(let words): "conntrack is not read (\(words)): paths are joined from packets alone"
    }
  }

  var isRead: Bool { watch != nil }

  private mutating func read(now: Int64) throws(NetlinkError) { try watch?.read(into: &events, now: now) }

  /// Gives the engine what the kernel has told by now: before the packets that it speaks of.
  /// - Returns: a sentence when something went wrong; told once.
  mutating func read(into tracer: inout Tracer) -> String? {
    guard let watch else { return nil }
    let now = Terminal.wallClock()
    var problem: String?
    do throws(NetlinkError) { try read(now: now) } catch {
      self.watch = nil
      problem = Self.words(error)
    }
    for event in events { tracer.note(event) }
    events.removeAll(keepingCapacity: true)
    if now >= nextExpiry {
      nextExpiry = now + Self.expireEvery
      tracer.expireConntrack(before: now - Self.memory)
    }
    if watch.losses > losses, problem == nil {
      if losses == 0 { problem = "events of conntrack were lost: its table is read again each time" }
      losses = watch.losses
    }
    return problem
  }
}
