import Cluster
import Wire

/// Something that cannot be said of a path, and what would settle it.
public struct Gap: Sendable, Hashable {
  public enum Subject: String, Sendable {
    /// What the client dialled.
    case front
    /// Where the connection ended.
    case backend
    /// Which Service it was meant for, if any.
    case service
    /// How it ended.
    case outcome
  }

  public enum Reason: String, Sendable {
    /// A front answered, and no tap showed what it was translated to.
    case noTapBehindFront = "no-tap-behind-front"
    /// The source is a node's own address: its process's socket, or what its NAT made of a client, was on no tap.
    case sourceIsNode = "source-is-node"
    /// A pod was reached at an endpoint of a Service: dialled directly, or translated in the socket (Cilium, Calico eBPF)
    /// or on another host.
    case directOrService = "direct-or-service"
    /// Several Services have the endpoint.
    case severalServices = "several-services"
    /// The capture lost packets where the path was seen.
    case drops
    /// The snap length cut headers that tell connections apart.
    case cut
    /// Packets of one direction only.
    case oneSided = "one-sided"
    /// One SYN without an answer that was never repeated: the client may have had an answer that passed no tap (a bridge
    /// passes it on between two ports of its own), or the capture ended too soon.
    case unrepeated
    /// Several flows fit equally well.
    case severalFlows = "several-flows"
  }

  public enum Need: Sendable, Hashable {
    /// A capture on a node, of its interfaces towards the pods.
    case podSide(node: String?)
    /// A capture on a node's uplink.
    case uplink(node: String?)
    /// `conntrack -L` of a node.
    case conntrack(node: String?)
    /// A capture in or at the client: what it really dialled.
    case client
    case captureWithoutDrops
    case snapLength
    /// No capture can tell; the load balancer's own tables may.
    case dataPlaneTables
  }

  public var about: Subject
  public var reason: Reason
  public var needs: [Need]
}
