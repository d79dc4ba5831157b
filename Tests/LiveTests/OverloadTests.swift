import Foundation
import Testing

extension LiveSuites {
  struct OverloadTests {
    private static let places: Set<String> = ["kernel", "interface", "queue"]

    @Test(
      "Nobody reads for 5 s under load: captured and lost are what was sent, exactly, and what was lost is told within 2 s"
    )
    func slowReader() throws {
      let lab = try Lab.shared()
      let live = try LiveProcess(["-o", "json", "-i", "veth-load"], of: lab)
      #expect(try isCapturing(live, lab), "\(live.errors.text)")
      let before = try settled(live)
      live.output.pause(true)
      let begin = Date()
      var sent = 0
      while Date().timeIntervalSince(begin) < 5 { sent += try send(lab) }
      live.output.pause(false)
      let resumed = Date().timeIntervalSince1970
      let told = eventually(within: 10) {
        live.summaries.first { $0.moment >= resumed && lost($0.object, Self.places) > 0 }?.moment
      }
      // What is still waiting at the end may be counted instead of read: that is another loss.
      try waitUntilRead(live)
      live.signal(SIGTERM)
      #expect(live.end(within: 20) != nil, "\(live.errors.text)")
      let summary = try #require(live.summaries.last?.object)
      let gone = lost(summary, Self.places)
      #expect((summary["packets"] as? Int ?? 0) + gone == before + sent, "\(summary)")
      // A fast machine may lose nothing; then there is nothing to tell.
      if gone > 0 { #expect((told ?? .infinity) - resumed < 2, "\(gone) lost") }
    }

    /// Waits until the count of packets stands still.
    private func waitUntilRead(_ live: LiveProcess) throws {
      var before = -1
      let deadline = Date().addingTimeInterval(40)
      while Date() < deadline {
        let now = try settled(live)
        if now == before { return }
        before = now
        Thread.sleep(forTimeInterval: 0.5)
      }
    }

    /// Frames that the kernel took, by the sender's count and by the device's own.
    private func send(_ lab: Lab) throws -> Int {
      let said = try lab.tell("storm 2000", within: 60)
      let (sent, counted) = (said["sent"] as? Int, said["tx_packets"] as? Int)
      #expect(sent == counted)
      return counted ?? 0
    }

    /// Sends single connections of four frames until one is told.
    private func isCapturing(_ live: LiveProcess, _ lab: Lab) throws -> Bool {
      let seen: Bool? = try eventually(within: 15) {
        try lab.tell("storm 1")
        return live.line(with: ["203.0.113.8"], within: 0.5) == nil ? nil : true
      }
      return seen == true
    }

    /// Packets captured so far, which nobody sends more of.
    private func settled(_ live: LiveProcess) throws -> Int {
      let before = live.errors.lines.count
      live.signal(SIGUSR1)
      let line = eventually(within: 3) {
        live.errors.lines.dropFirst(before).first { $0.text.hasPrefix("statistics:") }?.text
      }
      return try #require(line.flatMap { Self.number(before: "packets", in: $0) })
    }

    /// `statistics: 3 s, 1 024 packets (…` → 1024; thousands are grouped.
    private static func number(before word: String, in line: String) -> Int? {
      guard let end = line.range(of: " \(word)")?.lowerBound else { return nil }
      let count = line[..<end].split(separator: ",").last ?? ""
      return Int(count.filter(\.isNumber))
    }
  }
}
