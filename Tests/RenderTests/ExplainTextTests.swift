import Cluster
import Foundation
import Testing
import Wire

@testable import Render

/// Explanations as a person sees them.
@Suite struct ExplainTextTests {
  private static let asked: [ExplainSubject] = [
    .address(IPAddress("192.168.50.11")!, port: 30082, transport: nil),
    .address(IPAddress("192.168.50.11")!, port: 80, transport: .tcp),
    .address(IPAddress("10.96.0.52")!, port: nil, transport: nil),
    .address(IPAddress("10.244.1.20")!, port: 8080, transport: nil),
    .address(IPAddress("8.8.8.8")!, port: 53, transport: .udp),
    .service(namespace: "default", name: "web"), .pod(PodID(index: 0)), .node(NodeID(index: 0)),
  ]

  private func text(_ subject: ExplainSubject, _ map: ServiceMap, width: Int, isColoured: Bool = false) -> String {
    ExplainText(map.explain(subject), width: width, style: Style(isColoured: isColoured)).render()
  }

  @Test(
    "No line is wider than asked for, but for commands, which must stay whole to be copied",
    arguments: [40, 60, 80, 120])
  func width(_ width: Int) throws {
    let map = try SamplePath.map()
    for subject in Self.asked {
      for line in text(subject, map, width: width).split(separator: "\n") where !line.contains("kubectl get") {
        #expect(displayWidth(String(line)) <= width, "\(line)")
      }
    }
  }

  @Test("The wider the screen, the fewer the lines; the words are the same")
  func words() throws {
    let map = try SamplePath.map()
    for subject in Self.asked {
      let (narrow, wide) = (text(subject, map, width: 60), text(subject, map, width: 120))
      func words(_ text: String) -> [Substring] { text.split { $0.isWhitespace || $0 == "│" } }
      #expect(words(narrow) == words(wide))
      #expect(narrow.split(separator: "\n").count >= wide.split(separator: "\n").count)
    }
  }

  @Test("Colours take no room and say nothing that a word does not")
  func colours() throws {
    let map = try SamplePath.map()
    for subject in Self.asked {
      let plain = text(subject, map, width: 80)
      let coloured = text(subject, map, width: 80, isColoured: true)
      #expect(coloured != plain)
      #expect(coloured.replacing(/\u{1b}\[[0-9]*m/, with: "") == plain)
    }
  }

  @Test("Names of objects are text: no escape sequence, no command, no width is believed")
  func hostile() throws {
    let name = "x\u{1b}[2J\u{202e};$(reboot)"
    var text = ""
    for (kind, spec) in [
      ("Service", "spec: {clusterIP: 10.96.0.9, ports: [{port: 80, targetPort: web, name: NAME}], selector: {a: b}}"),
      (
        "Pod",
        "spec: {nodeName: NAME, containers: [{name: c, ports: [{containerPort: 80, hostPort: 81, name: web}]}]}\nstatus: {podIP: 10.244.9.9}"
      ),
    ] {
      let quoted = "\"x\\e[2J\\u202e;$(reboot)\""
      text +=
        "kind: \(kind)\nmetadata: {name: \(quoted), namespace: \(quoted), labels: {a: b}}\n\(spec.replacing("NAME", with: quoted))\n---\n"
    }
    var objects = ClusterObjects()
    try ClusterLoader.load(Array(text.utf8), name: "hostile.yaml", into: &objects)
    let map = ServiceMap(objects)
    #expect(map.pods.first?.name == name)
    for subject in [
      ExplainSubject.service(namespace: name, name: name), .pod(PodID(index: 0)), .node(NodeID(index: 0)),
    ] {
      let said = self.text(subject, map, width: 80)
      #expect(!said.unicodeScalars.contains { $0.value == 0x1b || $0.value == 0x202e })
      #expect(!said.split(separator: "\n").contains { $0.contains("kubectl") && $0.contains("reboot") })
      let json = ExplainJSON(map.explain(subject)).render()
      #expect(!json.contains(0x1b))
      #expect(try JSONValue(parsing: json)["schema"] == .string("hopscope.explain/1"))
    }
  }

  @Test("Commands are quoted for a shell")
  func quoting() {
    #expect(KubectlText.quoted("kubernetes.io/service-name=web") == "kubernetes.io/service-name=web")
    #expect(KubectlText.quoted("jsonpath={.spec}") == "'jsonpath={.spec}'")
    #expect(KubectlText.quoted("a'b") == "'a'\\''b'")
    #expect(KubectlText.quoted("$(reboot)") == "'$(reboot)'")
    #expect(KubectlText.quoted("") == "''")
  }

  @Test("Words are explained when they are used, and only then")
  func glossary() throws {
    let map = try SamplePath.map()
    let nodePort = text(.address(IPAddress("192.168.50.11")!, port: 30082, transport: nil), map, width: 100)
    for word in ["nodePort ", "targetPort ", "SNAT ", "DNAT ", "endpoint "] {
      #expect(nodePort.contains("\n  \(word)"), "\(word)")
    }
    #expect(!nodePort.contains("\n  hostPort "))
  }
}
