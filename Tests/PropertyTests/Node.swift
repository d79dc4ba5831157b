import Cluster
import Wire

enum Family: CaseIterable { case v4, v6 }

/// The same thing's address in both families.
struct Addresses {
  let v4: IPAddress
  let v6: IPAddress

  init(_ v4: String, _ v6: String) {
    self.v4 = IPAddress(v4) ?? .unspecified
    self.v6 = IPAddress(v6) ?? .unspecified
  }

  subscript(_ family: Family) -> IPAddress { family == .v4 ? v4 : v6 }
}

/// A machine of its own network namespace: a node, a pod, or something outside.
struct Host {
  let name: String
  /// Hosts with one number have one clock: a pod has its node's.
  let clock: Int
}

/// A network device of a host. Pods and outside machines have `eth0` only.
enum Device: Hashable {
  case eth0, cni0, tunnel
  /// The node's end of a pod's cable.
  case veth(pod: Int)
}

struct Place: Hashable {
  let host: Int
  let device: Device
}

struct Node {
  let name: String
  let host: Int
  let address: Addresses
  /// What the node masquerades with towards its own pods, and through the tunnel: `.1` and `.0` of its podCIDR.
  let bridge: Addresses
  let tunnel: Addresses
}

struct Pod {
  let name: String
  let node: Int
  /// Its namespace's host, or the node's on the host network.
  let host: Int
  let address: Addresses
  let app: Int
  let hostNetwork: Bool
  let hostPort: UInt16?
}

/// A Service of one port.
struct Service {
  let name: String
  let app: Int
  let transport: TransportProtocol
  let port: UInt16
  let targetPort: UInt16
  let nodePort: UInt16
  let clusterIP: Addresses
  let balancerIP: Addresses
  let externalIP: Addresses
  let isLocal: Bool
}

/// A machine outside the cluster, so many routers away.
struct Outsider {
  let host: Int
  let address: Addresses
  let distance: Int
}

/// How packets travel between pods of two nodes.
enum Overlay: CaseIterable { case vxlan, geneve, ipip, routed }
