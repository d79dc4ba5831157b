import Trace

/// `hopscope.plan/1`, one object on one line. Its commands are whole: each stands for itself.
public struct PlanJSON {
  private let plan: CapturePlan
  private let commands: PlanCommands

  public init(_ plan: CapturePlan, cluster: [String]) {
    self.plan = plan
    let filter = plan.expression.isEmpty ? "" : ShellWord.quoted(plan.expression)
    commands = PlanCommands(plan: plan, cluster: cluster, filter: filter)
  }

  public func render() -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("schema", "hopscope.plan/1")
      target(&json)
      json.field("filter", plan.expression)
      json.list("notes", plan.notes) { $1.value($0) }
      json.list("nodes", plan.nodes) { node($0, &$1) }
      json.list("others", plan.others) { $1.value($0) }
      json.list("pods", plan.pods) { pod($0, &$1) }
      json.field("replay", commands.replay())
    }
    json.endLine()
    return json.bytes
  }

  private func target(_ json: inout JSONWriter) {
    json.key("target")
    json.object { json in
      switch plan.target {
      case .service(let namespace, let name):
        json.field("service", name)
        json.field("namespace", namespace)
      case .pod(let namespace, let name):
        json.field("pod", name)
        json.field("namespace", namespace)
      }
    }
  }

  private func node(_ node: CapturePlan.Node, _ json: inout JSONWriter) {
    json.object { json in
      json.field("node", node.name)
      json.list("reasons", node.reasons) { reason, json in
        json.object { json in
          json.field("reason", reason.code)
          if case .endpoints(let names) = reason { json.list("endpoints", names) { $1.value($0) } }
          if case .client(let name) = reason { json.field("client", name) }
        }
      }
      json.field("capture", PlanCommands.capture(node.name))
      json.list("shell", commands.onNode(node.name)) { $1.value($0) }
      json.field("live", commands.live(node.name))
      json.list("kubectl", commands.withKubectl(node.name)) { $1.value($0) }
    }
  }

  private func pod(_ pod: CapturePlan.Pod, _ json: inout JSONWriter) {
    json.object { json in
      json.field("pod", pod.name)
      json.field("namespace", pod.namespace)
      json.field("client", pod.isClient)
      json.field("capture", PlanCommands.capture(pod.name))
      json.list("kubectl", commands.inPod(pod)) { $1.value($0) }
    }
  }
}
