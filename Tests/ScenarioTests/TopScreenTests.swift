import Cluster
import Foundation
import Testing
import Trace

@testable import Render

/// Whole screens of `hopscope top`, of captures of `captures/`, at five sizes. Re-record with HOPSCOPE_RECORD=1: the run
/// then fails, so that nobody lands a recording unread.
@Suite struct TopScreenTests {
  struct Screen: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var captures = ["zones", "wrong-targetport", "no-endpoints"]
    /// What is pressed.
    var keys = ""
    var isASCII = false
    /// What was found wrong.
    var findings: [Finding] = []
    /// A Service's name in the objects, and what stands there instead.
    var renamed: String?
  }

  static let screens = [
    Screen(testDescription: "overview"),
    Screen(testDescription: "service", keys: "/nodeport 30001\r\r"),
    Screen(testDescription: "path", captures: ["nodeport-vxlan"], keys: "\r\r"),
    Screen(testDescription: "failed-path", keys: "\t\t\r"),
    Screen(testDescription: "help", keys: "?"),
    Screen(testDescription: "filter", keys: "/clusterip"),
    Screen(testDescription: "paused", keys: "p"),
    Screen(testDescription: "empty", captures: []),
    Screen(testDescription: "wireshark", captures: ["nodeport-vxlan"], keys: "\r\ry"),
    Screen(
      testDescription: "hostile", captures: ["zones"], renamed: "\\u7f51\\u5173-\\u001b[31m\\u202e\\u670d\\u52a1"),
    Screen(testDescription: "ascii", keys: "\r", isASCII: true),
    Screen(testDescription: "findings", keys: "\t\tj", findings: findings("nginx-service")),
    Screen(testDescription: "finding", keys: "\t\t\r", findings: findings("nginx-service")),
    Screen(
      testDescription: "findings-hostile", findings: findings("\u{7f51}\u{5173}-\u{1b}[31m\u{202e}\u{670d}\u{52a1}")),
  ]

  private static let sizes = [(80, 24), (100, 30), (132, 43), (160, 50), (250, 80)]
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "TopScreens")

  @Test("The screen is the expected one", arguments: screens)
  func screen(_ screen: Screen) throws {
    var text = ""
    for (width, height) in Self.sizes {
      let grid = try Self.model(screen).render(width: width, height: height)
      text += "=== \(width)x\(height)\n" + grid.lines.joined(separator: "\n") + "\n"
      if screen.isASCII { #expect(grid.lines.allSatisfy { $0.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f } }) }
    }
    #expect(!text.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{202e}" })
    let file = Self.folder.appending(path: "\(screen.testDescription).txt")
    guard (try? String(contentsOf: file, encoding: .utf8)) != text else { return }
    guard ProcessInfo.processInfo.environment["HOPSCOPE_RECORD"] == "1" else {
      Issue.record("\(screen.testDescription) differs: HOPSCOPE_RECORD=1 swift test --filter TopScreenTests")
      return
    }
    try text.write(to: file, atomically: true, encoding: .utf8)
    Issue.record("recorded \(screen.testDescription): read it, then run again without HOPSCOPE_RECORD")
  }

  /// - Parameter name: of the Service that they are about.
  private static func findings(_ name: String) -> [Finding] {
    let subject = FindingSubject(service: .init("default", name))
    var dropped = Finding(
      .targetPortRefused, .probable, subject, "Nothing listens on targetPort 8080 of Service default/\(name).",
      confirm: "kubectl exec -n default \(name)-0 -- ss -ltn", remedy: "Change the targetPort to 80.")
    dropped.place = .between(
      FindingSpot(host: "worker-1", interface: "eth0"), FindingSpot(host: "worker-1", interface: "veth-\(name)"))
    dropped.count = 4
    (dropped.first, dropped.last) = (1_795_570_090_000_000_000, 1_795_570_091_500_000_000)
    dropped.evidence = [FindingEvidence("RST from 10.244.1.5:8080", packet: PacketReference(file: 0, number: 17))]
    dropped.causes = [
      FindingCause(.targetPortRefused, "the pod itself sent the RST"), FindingCause(.policyDrop, "a policy may reject"),
    ]
    let uneven = Finding(
      .unevenConnections, .certain, subject, "1 of 2 endpoints of Service default/\(name) gets all new connections.",
      confirm: "kubectl get endpointslices", remedy: "Spread long-lived connections.")
    return [dropped, uneven]
  }

  private static func model(_ screen: Screen) throws -> TopModel {
    let folder = Scenario.root.appending(path: "captures")
    let objects = screen.captures.contains("nodeport-vxlan") ? "nodeport-vxlan/cluster.yaml" : "zones/cluster.json"
    var text = try String(contentsOf: folder.appending(path: objects), encoding: .utf8)
    if let name = screen.renamed { text = text.replacing("\"nginx-service\"", with: "\"\(name)\"") }
    var read = ClusterObjects()
    try ClusterLoader.load(Array(text.utf8), name: objects, into: &read)
    let map = ServiceMap(read)
    var model = TopModel(
      timeline: MapTimeline(map), files: ["node.pcap"], style: Style(isColoured: true, isASCII: screen.isASCII))
    let captures = try screen.captures.flatMap { name in
      try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: name).path).sorted()
        .filter { $0.contains(".pcap") }.map { folder.appending(path: "\(name)/\($0)").path }
    }
    if !captures.isEmpty {
      let run = try CaptureRun(captures, map: map)
      model.add(run.paths)
      model.facts.packets = run.summary.packets
      model.facts.time = run.paths.map(\.end).max()
    }
    model.judge(screen.findings)
    model.facts.taps = ["client/eth0", "worker-1/eth0", "worker-1/cni0"]
    model.facts.losses = [TopFacts.Loss("kernel", 0), TopFacts.Loss("queue", screen.captures.isEmpty ? 12 : 0)]
    model.facts.phase = .ended
    model.settle(at: 0)
    var parser = TopKeyParser()
    for key in parser.keys(Array(screen.keys.utf8), isIdle: true) {
      _ = model.press(key)
      model.settle(at: 0)
    }
    return model
  }
}
