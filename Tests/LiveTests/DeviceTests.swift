import Foundation
import Testing

extension LiveSuites {
  /// Devices that go and come while it runs: that is told, and nothing else ends.
  struct DeviceTests {
    @Test("A pod's veth is deleted and made again: told, others go on, what comes later is seen")
    func cut() throws {
      let lab = try Lab.shared()
      let live = try LiveProcess(["-o", "json"], of: lab)
      #expect(try live.isReady(), "\(live.errors.text)")
      try lab.tell("cut web-0")
      #expect(said(live, "veth-web-0"), "\(live.errors.text)")
      try isSeen(.nodePortLocal, live, lab)
      try lab.tell("plug web-0")
      #expect(try seenAt("veth-web-0", .clusterIP, live, lab), "\(live.errors.text)")
      try isEndedWell(live)
    }

    @Test("A device goes down and comes up again")
    func down() throws {
      let lab = try Lab.shared()
      let live = try LiveProcess(["-o", "json"], of: lab)
      #expect(try live.isReady(), "\(live.errors.text)")
      try lab.tell("down worker-1 veth-web-0")
      defer { _ = try? lab.tell("up worker-1 veth-web-0") }
      #expect(said(live, "veth-web-0"), "\(live.errors.text)")
      try isSeen(.nodePortLocal, live, lab)
      try lab.tell("up worker-1 veth-web-0")
      #expect(try seenAt("veth-web-0", .clusterIP, live, lab), "\(live.errors.text)")
      try isEndedWell(live)
    }

    @Test("A pod appears while it runs: its veth is captured")
    func newcomer() throws {
      let lab = try Lab.shared()
      let live = try LiveProcess(["-o", "json"], of: lab)
      #expect(try live.isReady(), "\(live.errors.text)")
      try lab.tell("pod newcomer")
      #expect(try seenAt("veth-newcomer", .newcomer, live, lab), "\(live.errors.text)")
      try isEndedWell(live)
    }

    /// Whether standard error names the device.
    private func said(_ live: LiveProcess, _ device: String) -> Bool {
      eventually(within: 3) { live.errors.text.contains(device) ? true : nil } ?? false
    }

    private func isSeen(_ kind: Kind, _ live: LiveProcess, _ lab: Lab) throws {
      let connection = try #require(lab.connect(kind).first)
      #expect(live.path(of: connection, within: 1) != nil, "\(kind)")
    }

    /// Whether a hop of a new connection is at that device within three seconds of asking.
    private func seenAt(_ device: String, _ kind: Kind, _ live: LiveProcess, _ lab: Lab) throws -> Bool {
      let found: Bool? = try eventually(within: 3) {
        let connection = try #require(lab.connect(kind).first)
        return live.line(with: ["\(connection.client.port)", "\"interface\":\"\(device)\""], within: 0.5) == nil
          ? nil : true
      }
      return found ?? false
    }

    private func isEndedWell(_ live: LiveProcess) throws {
      live.signal(SIGINT)
      #expect(live.end(within: 5) == 0, "\(live.errors.text)")
      #expect(try #require(live.summaries.last).object["complete"] as? Bool == true)
    }
  }
}
