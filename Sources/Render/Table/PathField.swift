import Cluster
import Trace
import Wire

/// What is known of a path as one value each: the columns of `-o csv`, in this order, which later versions add to at the end.
public enum PathField: String, CaseIterable, Sendable {
  case id, `protocol`, state, ok, start, end
  case lasted = "lasted_us"
  case serviceNamespace = "service_namespace"
  case service, entrance
  case port
  case nodePort = "node_port"
  case targetPort = "target_port"
  case clientIP = "client_ip"
  case clientPort = "client_port"
  case clientKind = "client_kind"
  case clientNamespace = "client_namespace"
  case clientPod = "client_pod"
  case clientNode = "client_node"
  case frontIP = "front_ip"
  case frontPort = "front_port"
  case frontKind = "front_kind"
  case frontNode = "front_node"
  case backendIP = "backend_ip"
  case backendPort = "backend_port"
  case backendNamespace = "backend_namespace"
  case backendPod = "backend_pod"
  case backendNode = "backend_node"
  case sourceIP = "translated_source_ip"
  case sourcePort = "translated_source_port"
  case handshake = "handshake_us"
  case firstByte = "first_byte_us"
  case packetsRequest = "packets_request"
  case packetsReply = "packets_reply"
  case bytesRequest = "bytes_request"
  case bytesReply = "bytes_reply"
  case retransmissions, confidence, ambiguous, reason

  /// Nil when it does not apply, or is not known.
  func value(_ path: Path, _ words: Words) -> FieldValue? {
    switch self {
    case .id: .text(path.id)
    case .protocol: .text(words.transport(path.transport))
    case .state: .text(path.state.rawValue)
    case .ok: .flag(path.isOK)
    case .start: .time(path.start)
    case .end: .time(path.end)
    case .lasted: .integer(path.end.since(path.start) / 1000)
    case .serviceNamespace, .service, .entrance, .port, .nodePort, .targetPort: mapping(path, words)
    case .clientIP, .clientPort, .clientKind, .clientNamespace, .clientPod, .clientNode: client(path, words)
    case .frontIP, .frontPort, .frontKind, .frontNode: front(path, words)
    case .backendIP, .backendPort, .backendNamespace, .backendPod, .backendNode: backend(path, words)
    case .sourceIP: path.translatedSource.map { .address($0.ip) }
    case .sourcePort: FieldValue(path.translatedSource?.port)
    case .handshake: FieldValue(path.handshake.map { $0 / 1000 })
    case .firstByte: FieldValue(path.firstByte.map { $0 / 1000 })
    case .packetsRequest, .packetsReply, .bytesRequest, .bytesReply, .retransmissions: count(path)
    case .confidence: FieldValue(path.weakestConfidence?.rawValue)
    case .ambiguous: .flag(path.isAmbiguous)
    case .reason: FieldValue(words.ending(path))
    }
  }

  private func mapping(_ path: Path, _ words: Words) -> FieldValue? {
    if self == .entrance { return FieldValue(path.names.front?.portKind?.rawValue) }
    guard let id = path.names.service else { return nil }
    let service = words.map[id]
    switch self {
    case .serviceNamespace: return .text(service.namespace)
    case .service: return .text(service.name)
    case .port: return FieldValue(service.port)
    case .nodePort: return FieldValue(service.nodePort)
    default:
      switch service.targetPort {
      case .number(let number): return FieldValue(number)
      case .name(let name): return FieldValue(path.backend?.port) ?? .text(name)
      }
    }
  }

  private func client(_ path: Path, _ words: Words) -> FieldValue? {
    let role = path.names.client
    switch self {
    case .clientIP: return .address(path.client.ip)
    case .clientPort: return FieldValue(path.client.port)
    case .clientKind: return .text(role.addressKind.rawValue)
    case .clientNamespace: return FieldValue(words.pod(role)?.namespace)
    case .clientPod: return FieldValue(words.pod(role)?.name)
    default: return FieldValue(words.node(role))
    }
  }

  private func front(_ path: Path, _ words: Words) -> FieldValue? {
    guard let front = path.front else { return nil }
    switch self {
    case .frontIP: return .address(front.ip)
    case .frontPort: return FieldValue(front.port)
    case .frontKind: return FieldValue(path.names.front?.addressKind.rawValue)
    default: return FieldValue(words.node(path.names.front))
    }
  }

  private func backend(_ path: Path, _ words: Words) -> FieldValue? {
    guard let backend = path.backend else { return nil }
    let role = path.names.backend
    switch self {
    case .backendIP: return .address(backend.ip)
    case .backendPort: return FieldValue(backend.port)
    case .backendNamespace: return FieldValue(words.pod(role)?.namespace)
    case .backendPod: return FieldValue(words.pod(role)?.name)
    default: return FieldValue(words.node(role))
    }
  }

  /// Where most of it was seen.
  private func count(_ path: Path) -> FieldValue {
    let counts = path.hops.map { hop in
      switch self {
      case .packetsRequest: hop.packets.request
      case .packetsReply: hop.packets.reply
      case .bytesRequest: hop.bytes.request
      case .bytesReply: hop.bytes.reply
      default: hop.retransmissions
      }
    }
    return .integer(Int64(counts.max() ?? 0))
  }
}

extension Path {
  /// Of the translation that rests on least.
  var weakestConfidence: Confidence? {
    (translations.first { $0.confidence != .certain } ?? translations.first)?.confidence
  }
}
