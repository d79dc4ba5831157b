import Wire

/// One address and port; what a connection is dialled to, or comes from.
@frozen public struct Socket: Hashable, BitwiseCopyable, Sendable {
  public var ip: IPAddress
  public var port: UInt16
  @inlinable public init(_ ip: IPAddress, _ port: UInt16) {
    self.ip = ip
    self.port = port
  }
}

extension Socket: CustomStringConvertible {
  /// `10.0.0.1:80`, `[fd00::1]:80`.
  public var description: String { ip.isIPv4 ? "\(ip):\(port)" : "[\(ip)]:\(port)" }
}

/// What an address is in the cluster. Raw values are the words of every output.
public enum AddressKind: String, Sendable, CaseIterable {
  /// An address of a node's host network namespace (`Node.status.addresses`), its SNAT addresses included.
  case nodeIP = "NodeIP"
  /// An address of a pod's own network namespace (`Pod.status.podIPs`).
  case podIP = "PodIP"
  /// A Service's virtual address (`Service.spec.clusterIPs`), which exists only in rules.
  case clusterIP = "ClusterIP"
  /// `Service.status.loadBalancer.ingress[].ip`.
  case loadBalancerIP = "LoadBalancerIP"
  /// `Service.spec.externalIPs[]`.
  case externalIP = "ExternalIP"
  case loopback = "Loopback"
  case linkLocal = "LinkLocal"
  case multicast = "Multicast"
  /// Known to be none of the cluster's addresses.
  case external = "External"
  /// The map does not say: there is none, or it has no Node.
  case unknown = "Unknown"
}

/// What a port is there. Raw values are the words of every output.
public enum PortKind: String, Sendable, CaseIterable {
  /// `Service.spec.ports[].nodePort`.
  case nodePort
  /// `Service.spec.ports[].port`.
  case port
  /// What a Service's traffic arrives on at a pod.
  case targetPort
  /// `Pod.spec.containers[].ports[].hostPort`; of a hostNetwork pod its containerPort.
  case hostPort
  /// Declared by a pod, of no Service.
  case containerPort
}

/// Position of a node in its map.
@frozen public struct NodeID: Hashable, BitwiseCopyable, Sendable {
  public var index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

/// Position of a pod in its map.
@frozen public struct PodID: Hashable, BitwiseCopyable, Sendable {
  public var index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

/// Position in its map of one port of one Service.
@frozen public struct ServicePortID: Hashable, BitwiseCopyable, Sendable {
  public var index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

/// Whether the data plane may do something, as far as the map knows.
@frozen public enum Verdict: UInt8, BitwiseCopyable, Sendable { case yes, no, unknown }
