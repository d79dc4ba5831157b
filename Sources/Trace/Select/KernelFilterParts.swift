import Cluster
import Wire

/// What a kernel filter lets through, as sets; the writer makes words of them.
public struct KernelFilterParts {
  public init() {}

  /// A port of one transport.
  struct Door: Hashable, Comparable {
    var transport: TransportProtocol
    var port: UInt16

    static func < (left: Door, right: Door) -> Bool {
      (left.transport.rawValue, left.port) < (right.transport.rawValue, right.port)
    }
  }

  /// How much more than asked for comes through, so that the program becomes short enough.
  enum Width: CaseIterable {
    case exact
    /// Endpoints by their ports alone.
    case endpointPorts
    /// Fronts too.
    case ports

    /// What is said of it.
    var words: String? {
      let limit = "a filter with every address would exceed the kernel's \(KernelFilter.mostInstructions) instructions"
      switch self {
      case .exact: return nil
      case .endpointPorts: return "\(limit): the endpoints' ports come through from any address"
      case .ports: return "\(limit): the Services' and the endpoints' ports come through from any address"
      }
    }
  }

  /// All their traffic.
  var hosts: Set<IPAddress> = []
  var blocks: Set<IPPrefix> = []
  var fronts: [Door: Set<IPAddress>] = [:]
  var endpoints: [Door: Set<IPAddress>] = [:]
  /// At any address.
  var doors: Set<Door> = []
  /// Whatever the port.
  var transports: Set<TransportProtocol> = []

  mutating func addFront(_ ip: IPAddress, _ door: Door) { fronts[door, default: []].insert(ip) }

  public mutating func addEndpoint(_ socket: Socket, _ transport: TransportProtocol) {
    // An EndpointSlice without ports restricts none.
    if socket.port == 0 {
      hosts.insert(socket.ip)
    } else {
      endpoints[Door(transport: transport, port: socket.port), default: []].insert(socket.ip)
    }
  }
}
