import Cluster
import Testing
import Wire

/// Seconds after 10:00 on one day: `clock("10:05")` is 300 seconds.
func clock(_ text: String) -> Int64 { TimeParser.time("2026-11-24T\(text.count == 5 ? text + ":00" : text)Z")! }

func stamp(_ text: String) -> String { "2026-11-24T\(text.count == 5 ? text + ":00" : text)Z" }

/// A pod object as a line of YAML.
struct PodText: CustomStringConvertible {
  var name: String
  var ip: String?
  var namespace = "batch"
  var phase = "Running"
  /// Times of day.
  var created: String?
  var started: String?
  var finished: String?
  var deletion: String?
  var uid: String?
  var port = 8080

  var description: String {
    var metadata = "name: \(name), namespace: \(namespace), labels: {app: \(name)}"
    if let uid { metadata += ", uid: \(uid)" }
    if let created { metadata += ", creationTimestamp: \"\(stamp(created))\"" }
    if let deletion {
      metadata += ", deletionTimestamp: \"\(stamp(deletion))\", deletionGracePeriodSeconds: 30"
    }
    var status = "phase: \(phase)"
    if let ip { status += ", podIP: \(ip)" }
    if let started { status += ", startTime: \"\(stamp(started))\"" }
    if let finished {
      status += ", containerStatuses: [{state: {terminated: {finishedAt: \"\(stamp(finished))\"}}}]"
    }
    return """
      - kind: Pod
        metadata: {\(metadata)}
        spec: {nodeName: n1, containers: [{name: c, ports: [{containerPort: \(port)}]}]}
        status: {\(status)}

      """
  }
}

/// A node with a pod range.
let nodeText = """
  - kind: Node
    metadata: {name: n1}
    spec: {podCIDR: 10.244.1.0/24}
    status: {addresses: [{type: InternalIP, address: 192.168.1.1}]}

  """

func list(_ items: String...) -> String { "kind: List\nitems:\n" + items.joined() }

func dump(_ name: String, at time: String? = nil, _ text: String) throws -> ClusterDump {
  let objects = try load(text, name: name)
  #expect(objects.problems.isEmpty)
  return ClusterDump(name: name, objects: objects, saidTime: time.map(clock))
}

extension MapTimeline {
  /// The name of the pod that has an address at a time of day.
  func pod(_ address: String, _ time: String) -> String? {
    let map = self[index(at: clock(time))]
    return map.podOwning(ip(address), at: clock(time)).map { map[$0].name }
  }

  func service(_ front: String, _ time: String) -> [String] {
    let map = self[index(at: clock(time))]
    return map.names(map.role(of: at(front), transport: .tcp, at: clock(time)).services)
  }
}
