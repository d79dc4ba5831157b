/// What of a path a selector looks at. Raw values are the options' names.
public enum SelectorField: String, Sendable, CaseIterable {
  case service
  case fromService = "from-service"
  case pod
  case fromPod = "from-pod"
  case toPod = "to-pod"
  case namespace
  case fromNamespace = "from-namespace"
  case toNamespace = "to-namespace"
  case node
  case fromNode = "from-node"
  case toNode = "to-node"
  case ip
  case fromIP = "from-ip"
  case toIP = "to-ip"
  case port
  case fromPort = "from-port"
  case toPort = "to-port"
  case transport = "protocol"
  case hop, state

  /// Which end of a path.
  enum Side: Sendable { case any, from, to }

  var side: Side {
    switch self {
    case .fromService, .fromPod, .fromNamespace, .fromNode, .fromIP, .fromPort: .from
    case .service, .toPod, .toNamespace, .toNode, .toIP, .toPort: .to
    case .pod, .namespace, .node, .ip, .port, .transport, .hop, .state: .any
    }
  }

  /// The kind of object that its values name; nil when they name none.
  var kind: String? {
    switch self {
    case .service, .fromService: "Service"
    case .pod, .fromPod, .toPod: "pod"
    case .namespace, .fromNamespace, .toNamespace: "namespace"
    case .node, .fromNode, .toNode: "node"
    case .ip, .fromIP, .toIP, .port, .fromPort, .toPort, .transport, .hop, .state: nil
    }
  }
}
