import Cluster
import Wire

/// A socket as part of one path: what a line of a firewall's log is asked about.
public struct Appearance: Sendable {
  public enum Part: String, Sendable {
    /// A node put it there in place of the client's own (SNAT).
    case snatSource
    /// It is the client, as far as the taps show.
    case client
    /// It was dialled, or it is where the connection ended.
    case destination
  }
  public var path: Path
  public var part: Part
  /// With the socket in it, as the client's packets had it.
  public var tuple: Tuple
  /// When that tuple was seen.
  public var first: Int64
  public var last: Int64
  /// What put the socket there.
  public var translation: Translation?

  /// - Parameters:
  ///   - transport: nil for any.
  ///   - peer: what the other end must be: its address, and its port unless that is nil.
  /// - Returns: nil when the path has no such socket.
  public init?(
    of socket: Socket, transport: TransportProtocol?, peer: (ip: IPAddress, port: UInt16?)? = nil, in path: Path
  ) {
    // What stands for ports in ICMP is no port.
    guard transport.map({ $0 == path.transport }) ?? [.tcp, .udp, .sctp].contains(path.transport) else { return nil }
    func fits(_ ip: IPAddress, _ port: UInt16) -> Bool { peer.map { $0.ip == ip && ($0.port ?? port) == port } ?? true }
    func isSource(_ tuple: Tuple) -> Bool {
      tuple.source == socket.ip && tuple.sourcePort == socket.port && fits(tuple.destination, tuple.destinationPort)
    }
    func isDestination(_ tuple: Tuple) -> Bool {
      tuple.destination == socket.ip && tuple.destinationPort == socket.port && fits(tuple.source, tuple.sourcePort)
    }
    let tuples = path.hops.map(\.tuple) + path.translations.flatMap { [$0.before, $0.after] }
    if let tuple = tuples.first(where: isSource) {
      self.tuple = tuple
      part = path.client == socket ? .client : .snatSource
    } else if let tuple = tuples.first(where: isDestination) {
      self.tuple = tuple
      part = .destination
    } else {
      return nil
    }
    self.path = path
    if part == .snatSource {
      translation = path.translations.first { Socket($0.after.source, $0.after.sourcePort) == socket }
    }
    (first, last) = Self.lifetime(of: tuple, in: path)
  }

  /// When a tuple was seen; without packets of its own the whole path's time.
  private static func lifetime(of tuple: Tuple, in path: Path) -> (first: Int64, last: Int64) {
    let own = path.hops.filter { $0.tuple == tuple && $0.isSeen && $0.packets.request + $0.packets.reply > 0 }
    return (own.map(\.first).min() ?? path.start, own.map(\.last).max() ?? path.end)
  }

  /// How far a moment lies from it, in nanoseconds: negative before it began, 0 while it lasted.
  public func distance(to time: Int64) -> Int64 {
    if time < first { return time.subtractingReportingOverflow(first).partialValue }
    if time > last { return time.subtractingReportingOverflow(last).partialValue }
    return 0
  }
}
