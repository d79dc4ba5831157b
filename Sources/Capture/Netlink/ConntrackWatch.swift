import Cluster

/// The kernel's connection tracking of this network namespace: its table, and then every change of it (ctnetlink).
///
/// It needs CAP_NET_ADMIN for as long as it is used: the kernel asks for it at each request, also of a table to be read again
/// after events were lost. Lost events are told (`NETLINK_NO_ENOBUFS` is not set): a witness that forgets must say so.
public final class ConntrackWatch {
  /// `NFNLGRP_CONNTRACK_NEW`, `_UPDATE`, `_DESTROY`.
  private static let groups: UInt32 = 0b111
  private static let netfilter: Int32 = 12
  private let host: String
  private let socket: NetlinkSocket
  /// How many times events were lost; how many each time the kernel does not say.
  public private(set) var losses: UInt64 = 0
  private var isListing = false
  /// Events were lost while the table was told: what it told before may be old.
  private var mustListAgain = false

  /// Listens, and asks for the table: its entries come first.
  /// - Parameter host: whose kernel it is.
  public init(host: String) throws(NetlinkError) {
    self.host = host
    socket = try NetlinkSocket(family: Self.netfilter, groups: Self.groups)
    try request()
  }

  /// For poll(2).
  public var descriptor: Int32 { socket.descriptor }

  /// Asks for the whole table again.
  public func request() throws(NetlinkError) {
    // The kernel tells one table at a time (EBUSY).
    guard !isListing else { return mustListAgain = true }
    // Family AF_UNSPEC, version 0, resource 0.
    try socket.requestDump(type: ConntrackMessage.Kind.get, body: [0, 0, 0, 0])
    isListing = true
  }

  /// What was told since the last time.
  /// - Parameters:
  ///   - events: to add to.
  ///   - most: so many datagrams at once; the rest waits in the socket.
  ///   - now: nanoseconds since 1970.
  public func read(into events: inout [ConntrackEvent], most: Int = 256, now: Int64) throws(NetlinkError) {
    for _ in 0..<most {
      switch try socket.receive() {
      case .nothing: return
      case .lost:
        losses += 1
        try request()
      case .datagram(let datagram):
        for message in NetlinkMessages(datagram) {
          if let event = ConntrackMessage.event(message, host: host, time: now) { events.append(event) }
          if message.type == NetlinkMessages.error { try check(message) }
          if message.type == NetlinkMessages.done { try endList() }
        }
      }
    }
  }

  private func endList() throws(NetlinkError) {
    isListing = false
    guard mustListAgain else { return }
    mustListAgain = false
    try request()
  }

  private func check(_ message: NetlinkMessages.Message) throws(NetlinkError) {
    let number = message.body.number(at: 0, as: Int32.self) ?? 0
    guard number < 0 else { return }
    isListing = false
    throw number == -1 ? .noPermission : .failed(SystemError(number: number == .min ? 5 : -number).words)
  }
}
