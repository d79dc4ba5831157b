import Cluster
import Trace
import Wire

/// `-o json`: `hopscope.path/1`, one object per line (docs/outputs.md).
public struct PathJSON: Sendable {
  let map: ServiceMap
  private let words: Words
  private let sources: SourceNames

  init(map: ServiceMap, sources: SourceNames) {
    self.map = map
    self.sources = sources
    words = Words(map: map)
  }

  public func render(_ path: Path) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("schema", "hopscope.path/1")
      json.field("event", path.event.rawValue)
      json.field("id", path.id)
      json.list("related", path.related) { $1.value($0) }
      json.list("replaced", path.replaced) { $1.value($0) }
      json.field("protocol", words.transport(path.transport))
      json.field("state", path.state.rawValue)
      json.field("ok", path.isOK)
      json.field("start", TimeText.rfc3339(path.start))
      json.field("end", TimeText.rfc3339(path.end))
      write(ends: path, &json)
      write(translations: path.translations, &json)
      write(hops: path.hops, &json)
      json.field("handshake_us", path.handshake.map { $0 / 1000 })
      json.field("first_byte_us", path.firstByte.map { $0 / 1000 })
      json.list("findings", path.findings) { $1.value($0.id) }
      PathNotesJSON.write(path, words, sources, &json)
      if path.isAmbiguous { json.field("ambiguous", true) }
      if path.wasEvicted { json.field("evicted", true) }
    }
    json.endLine()
    return json.bytes
  }

  /// For the forms that pick from it or print it otherwise.
  func value(_ path: Path) -> JSONValue { JSONValue(written: render(path)) }

  func write(ends path: Path, _ json: inout JSONWriter) {
    json.key("client")
    json.object { json in
      Self.write(path.client, &json)
      write(role: path.names.client, &json)
    }
    if let front = path.front {
      json.key("front")
      json.object { json in
        Self.write(front, &json)
        write(role: path.names.front, &json)
        json.field("observed", path.isFrontSeen)
      }
    }
    write(service: path, &json)
    if let backend = path.backend {
      json.key("backend")
      json.object { json in
        Self.write(backend, &json)
        write(role: path.names.backend, &json)
      }
    }
  }

  private static func write(_ socket: Socket, _ json: inout JSONWriter) {
    json.field("ip", socket.ip.description)
    json.field("port", socket.port)
  }

  private func write(role: Role?, _ json: inout JSONWriter) {
    guard let role else { return }
    json.field("kind", role.addressKind.rawValue)
    json.field("portKind", role.portKind?.rawValue)
    if let pod = words.pod(role) {
      json.field("pod", pod.name)
      json.field("namespace", pod.namespace)
    }
    json.field("node", (role.node ?? words.pod(role)?.node).map { map[$0].name })
    if role.inferred { json.field("inferred", true) }
  }

  private func write(service path: Path, _ json: inout JSONWriter) {
    if let service = path.names.service {
      json.key("service")
      json.object { json in write(service, reached: path.backend, &json) }
    } else if !path.names.candidates.isEmpty {
      json.key("service")
      json.object { json in
        json.key("candidates")
        json.array { json in
          for candidate in path.names.candidates {
            json.object { json in write(candidate, reached: path.backend, &json) }
          }
        }
      }
    }
  }

  private func write(_ id: ServicePortID, reached: Socket?, _ json: inout JSONWriter) {
    let port = map[id]
    json.field("namespace", port.namespace)
    json.field("name", port.name)
    json.field("portName", port.portName)
    json.field("port", port.port)
    json.field("nodePort", port.nodePort)
    switch port.targetPort {
    case .number(let number): json.field("targetPort", number)
    case .name(let name):
      if let reached { json.field("targetPort", reached.port) } else { json.field("targetPort", name) }
    }
  }

  func write(translations: [Translation], _ json: inout JSONWriter) {
    json.key("translations")
    json.array { json in
      for translation in translations {
        json.object { json in
          json.field("host", translation.host)
          json.key("kind")
          json.array { json in for kind in translation.kinds { json.value(kind.rawValue) } }
          json.key("before")
          json.object { json in Self.write(ends: translation.before, &json) }
          json.key("after")
          json.object { json in Self.write(ends: translation.after, &json) }
          json.field("confidence", translation.confidence.rawValue)
          json.key("evidence")
          json.array { json in for word in translation.evidence { json.value(word.rawValue) } }
          PathNotesJSON.write(translation.proofs, sources, &json)
          PathNotesJSON.write(translation.alternatives, sources, &json)
        }
      }
    }
  }

  static func write(ends tuple: Tuple, _ json: inout JSONWriter) {
    json.key("source")
    json.object { json in write(Socket(tuple.source, tuple.sourcePort), &json) }
    json.key("destination")
    json.object { json in write(Socket(tuple.destination, tuple.destinationPort), &json) }
  }

  private func write(hops: [Hop], _ json: inout JSONWriter) {
    json.key("hops")
    json.array { json in
      for (position, hop) in hops.enumerated() {
        json.object { json in write(hop, number: position + 1, &json) }
      }
    }
  }

  private func write(_ hop: Hop, number: Int, _ json: inout JSONWriter) {
    json.field("n", number)
    json.field("kind", hop.kind.rawValue)
    json.field("seen", hop.isSeen)
    json.field("host", hop.host)
    json.field("interface", hop.interface)
    if hop.isSeen { json.field("direction", hop.direction.word) }
    if let tunnel = hop.tunnel { write(tunnel, &json) }
    Self.write(ends: hop.tuple, &json)
    if hop.isSeen { write(sightings: hop, &json) }
  }

  private func write(sightings hop: Hop, _ json: inout JSONWriter) {
    json.field("first", TimeText.rfc3339(hop.first))
    json.field("last", TimeText.rfc3339(hop.last))
    write("packets", hop.packets, &json)
    write("bytes", hop.bytes, &json)
    json.field("retransmissions", hop.retransmissions)
    if hop.lost.request + hop.lost.reply > 0 { write("lost", hop.lost, &json) }
    json.field("latency_us", hop.latency.map { $0 / 1000 })
    json.field("reply_latency_us", hop.replyLatency.map { $0 / 1000 })
  }

  private func write(_ tunnel: Encapsulation, _ json: inout JSONWriter) {
    json.key("tunnel")
    json.object { json in
      json.field("kind", tunnel.kind.name)
      json.field("vni", tunnel.identifier)
      json.field("source", tunnel.source.description)
      json.field("destination", tunnel.destination.description)
    }
  }

  private func write(_ name: String, _ counts: BothWays<Int>, _ json: inout JSONWriter) {
    json.key(name)
    json.object { json in
      json.field("request", counts.request)
      json.field("reply", counts.reply)
    }
  }
}
