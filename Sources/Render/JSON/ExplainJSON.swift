import Cluster
import Wire

/// `hopscope.explain/1`, one object on one line.
public struct ExplainJSON {
  private let names: ExplainNames
  private let explanation: Explanation
  private var map: ServiceMap { names.map }

  public init(_ explanation: Explanation) {
    self.explanation = explanation
    names = ExplainNames(map: explanation.map)
  }

  public func render(_ answer: BehindReport? = nil) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("schema", "hopscope.explain/1")
      json.key("subject")
      subject(&json)
      json.list("roles", explanation.roles) { role($0, &$1) }
      json.list("wrongPorts", explanation.wrongPorts) { wrongPort($0, &$1) }
      json.list("services", explanation.services) { ExplainServiceJSON(names: names).write($0, &$1) }
      json.list("pods", explanation.pods) { pod($0, &$1) }
      json.list("nodes", explanation.nodes) { node($0, &$1) }
      facts(&json, hasCaptures: answer != nil)
      json.list("reach", explanation.reach) { reach($0, &$1) }
      json.list("kubectl", explanation.commands) { $1.value(KubectlText.line($0)) }
      if let answer {
        json.key("behind")
        BehindJSON(answer).write(&json)
      }
    }
    json.endLine()
    return json.bytes
  }

  private func subject(_ json: inout JSONWriter) {
    json.object { json in
      switch explanation.subject {
      case .address(let ip, let port, let transport):
        json.field("ip", ip.description)
        json.field("port", port)
        json.field("protocol", transport?.word)
      case .service(let namespace, let name):
        json.field("service", name)
        json.field("namespace", namespace)
      case .pod(let pod):
        json.field("pod", map[pod].name)
        json.field("namespace", map[pod].namespace)
      case .node(let node): json.field("node", map[node].name)
      }
      if explanation.time != .max { json.field("at", TimeText.rfc3339(explanation.time)) }
    }
  }

  private func role(_ explained: ExplainedRole, _ json: inout JSONWriter) {
    let role = explained.role
    json.object { json in
      json.field("protocol", explained.transport?.word)
      json.field("kind", role.addressKind.rawValue)
      json.field("portKind", role.portKind?.rawValue)
      json.list("services", role.services) { id, json in
        json.object { json in
          json.field("namespace", map[id].namespace)
          json.field("name", map[id].name)
          json.field("portName", map[id].portName)
        }
      }
      json.list("pods", role.pods) { id, json in
        json.object { json in
          json.field("namespace", map[id].namespace)
          json.field("name", map[id].name)
        }
      }
      json.field("node", role.node.map { map[$0].name })
      if role.isNodeGateway { json.field("gateway", true) }
      if role.isAmbiguous { json.field("ambiguous", true) }
      if role.inferred { json.field("inferred", true) }
      json.field("note", role.note)
    }
  }

  private func wrongPort(_ wrong: WrongPort, _ json: inout JSONWriter) {
    let kind = explanation.roles.first?.role.addressKind ?? .unknown
    json.object { json in
      json.field("portKind", wrong.owner.kind.rawValue)
      json.field("protocol", wrong.owner.transport.word)
      json.field("service", wrong.owner.service.map { map[$0].name })
      json.field("pod", wrong.owner.pod.map { map[$0].name })
      json.field(
        "namespace", wrong.owner.service.map { map[$0].namespace } ?? wrong.owner.pod.map { map[$0].namespace })
      json.field("reason", wrong.reason.rawValue)
      json.list("validAt", wrong.validAt) { socket, json in json.value(socket.description) }
      if let door = wrong.instead {
        json.key("instead")
        self.door(door, &json)
      }
      let asked = explanation.roles.first?.transport
      json.field("sentence", WrongPortWords(names: names).sentence(wrong, at: kind, asked: asked))
    }
  }

  private func facts(_ json: inout JSONWriter, hasCaptures: Bool) {
    let words = FactWords(names: names, explanation: explanation, hasCaptures: hasCaptures)
    json.list("facts", explanation.facts) { fact, json in
      json.object { json in
        json.field("code", fact.code)
        json.field("sentence", words.sentence(fact))
      }
    }
  }

  private func reach(_ reach: Reach, _ json: inout JSONWriter) {
    json.object { json in
      json.field("from", reach.origin.rawValue)
      json.list("doors", reach.doors) { door($0, &$1) }
      json.list("conditions", reach.conditions) { $1.value(ReachWords(names: names).condition($0)) }
    }
  }

  private func door(_ door: Door, _ json: inout JSONWriter) {
    json.object { json in
      json.field("kind", door.addressKind.rawValue)
      json.field("portKind", door.portKind?.rawValue)
      json.field("ip", door.ip?.description)
      json.field("port", door.port)
      json.field("name", door.name)
    }
  }

  private func pod(_ id: PodID, _ json: inout JSONWriter) {
    let pod = map[id]
    json.object { json in
      json.field("namespace", pod.namespace)
      json.field("name", pod.name)
      json.field("node", pod.node.map { map[$0].name })
      json.list("podIPs", pod.ips) { $1.value($0.description) }
      if pod.hostNetwork { json.field("hostNetwork", true) }
      if let ready = pod.ready { json.field("ready", ready) }
      if pod.terminating { json.field("terminating", true) }
      json.field("replicas", pod.replicas)
      json.list("ports", pod.containerPorts) { port, json in
        json.object { json in
          json.field("name", port.name)
          json.field("protocol", port.transport.word)
          json.field("containerPort", port.port)
          json.field("hostPort", port.hostPort)
          json.field("hostIP", port.hostIP?.description)
        }
      }
    }
  }

  private func node(_ id: NodeID, _ json: inout JSONWriter) {
    let node = map[id]
    json.object { json in
      json.field("name", node.name)
      json.list("nodeIPs", node.addresses) { $1.value($0.description) }
      json.list("podCIDRs", node.podCIDRs) { $1.value($0.description) }
      json.list("gateways", node.gatewayAddresses) { $1.value($0.description) }
    }
  }
}
