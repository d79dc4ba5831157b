import Cluster
import Foundation
import Trace
import Wire

/// The `truth.json` of a recorded cluster: conntrack's entries, the clients' clocks, and counts of exactly these tuples at
/// each tap, taken by another program.
struct KubeTruth: Decodable {
  struct Connection: Decodable {
    var id: String
    /// Of the client's clock, in seconds.
    var t0: Double
    var t1: Double
    var outcome: String
    var expected: Intent
    var endpoint: Endpoint
    var legs: [Leg]
  }

  struct Intent: Decodable {
    var service: String?
    var type: String
  }

  struct Endpoint: Decodable {
    var ip: String
    var port: Int
    var pod: String?
  }

  struct Leg: Decodable {
    var tuple: KubeTuple
    var observed: [Observation]
    /// The tuple between DNAT and SNAT, where a tap showed it.
    var half: KubeTuple?
    var halfObserved: [Observation]?

    enum CodingKeys: String, CodingKey {
      case tuple, observed, half
      case halfObserved = "half_observed"
    }
  }

  struct Observation: Decodable {
    var host: String
    var iface: String
    var fwd: Int
    var rev: Int
    /// ICMP errors that quote the tuple.
    var err: Int?

    var tap: String { "\(host)_\(iface)" }
    var packets: Int { fwd + rev }
  }

  var connections: [Connection]
}

/// `[protocol, source, port, destination, port]`; of ICMP the identifier stands for both ports.
struct KubeTuple: Decodable {
  let pair: Pair

  init(from decoder: any Swift.Decoder) throws {
    var list = try decoder.unkeyedContainer()
    let name = try list.decode(String.self)
    let sockets = try (0..<2).map { _ in try Self.socket(&list) }
    guard let transport = Self.transports[name] else {
      throw DecodingError.dataCorruptedError(in: list, debugDescription: "protocol \(name)")
    }
    pair = Pair(transport, sockets[0], sockets[1])
  }

  private static let transports: [String: TransportProtocol] = [
    "tcp": .tcp, "udp": .udp, "icmp": .icmp, "icmp6": .icmpv6, "icmpv6": .icmpv6,
  ]

  private static func socket(_ list: inout any UnkeyedDecodingContainer) throws -> Socket {
    let text = try list.decode(String.self)
    guard let ip = IPAddress(text) else {
      throw DecodingError.dataCorruptedError(in: list, debugDescription: "address \(text)")
    }
    return Socket(ip, try list.decode(UInt16.self))
  }
}
