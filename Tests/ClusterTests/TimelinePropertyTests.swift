import Cluster
import Testing
import Wire

/// Random pods, moments and damage; a seed repeats each.
@Suite struct TimelinePropertyTests {
  /// One pod as the test knows it: seconds, and what the rules say of them.
  private struct Life {
    var name: String
    var address: Int
    var start: Int
    /// nil for a running pod.
    var end: Int?

    func holds(at second: Int) -> Bool { start - 1 <= second && second <= (end ?? .max - 1) + 1 }

    var text: PodText {
      PodText(
        name: name, ip: "10.244.1.\(address)", phase: end == nil ? "Running" : "Failed", started: Life.clock(start),
        finished: end.map(Life.clock))
    }

    static func clock(_ second: Int) -> String {
      let parts = [second / 3600, second / 60 % 60, second % 60]
      return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
  }

  @Test("Whose an address is at a moment agrees with a list of lives", arguments: 0..<20)
  func lives(round: Int) throws {
    var random = SplitMix(state: UInt64.random(in: 0 ... .max))
    let seed = random.state
    let lives = (0..<12).map { number in
      let start = Int(random.next() % 1000)
      return Life(
        name: "p\(number)", address: Int(random.next() % 4) + 2, start: start,
        end: random.next() % 3 == 0 ? nil : start + Int(random.next() % 100))
    }
    let map = try ClusterTests.map(list(nodeText, lives.map { "\($0.text)" }.joined()))
    for second in stride(from: 0, to: 1200, by: 7) {
      for address in 2..<7 {
        let holders = Set(lives.filter { $0.address == address && $0.holds(at: second) }.map(\.name))
        let (ip, time) = (ip("10.244.1.\(address)"), clock("00:00") + Int64(second) * 1_000_000_000)
        let role = map.role(of: Socket(ip, 8080), transport: .tcp, at: time)
        #expect(Set(map.names(role.pods)) == holders, "seed \(seed), \(address) at \(second)")
        #expect(map.isPodAddress(ip, at: time) == !holders.isEmpty, "seed \(seed)")
        let owner = map.podOwning(ip, at: time).map { map[$0].name }
        #expect(owner == (holders.count == 1 ? holders.first : nil), "seed \(seed), \(address) at \(second)")
      }
    }
  }

  @Test("Any two damaged dumps make a timeline whose maps answer at all times", arguments: 0..<4)
  func damage(round: Int) throws {
    var random = SplitMix(state: UInt64.random(in: 0 ... .max))
    let seed = random.state
    let job = PodText(name: "job", ip: "10.244.1.9", phase: "Succeeded", started: "10:00", finished: "10:05", uid: "7")
    let other = PodText(name: "web", ip: "10.244.1.9", created: "10:06", deletion: "10:10", uid: "8")
    let texts = [
      cluster + "\(job)", list(nodeText, "\(other)\(job)", TimelineTests.web("10.244.1.9")),
    ]
    for _ in 0..<40 {
      var dumps: [ClusterDump] = []
      for (index, text) in (texts + texts).enumerated() {
        var bytes = Array(text.utf8)
        for _ in 0..<Int(random.next() % 4) {
          bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: 32 + random.next() % 95)
        }
        var dump = ClusterDump(name: "\(index)", objects: ClusterObjects())
        if random.next() % 2 == 0 { dump.saidTime = Int64(truncatingIfNeeded: random.next()) }
        do { try ClusterLoader.load(bytes, name: dump.name, into: &dump.objects) } catch { continue }
        dumps.append(dump)
      }
      let timeline = MapTimeline(dumps)
      let starts = timeline.versions.map(\.from)
      #expect(starts == starts.sorted() && Set(starts).count == starts.count, "seed \(seed)")
      for time in starts + [Int64.min, .max, .max - 1, 0, clock("10:03")] {
        let index = timeline.index(at: time)
        #expect(index == starts.lastIndex { $0 <= time }, "seed \(seed)")
        let map = timeline[index]
        let front = map.servicePorts.first?.clusterIPs.first.map { Socket($0, 80) }
        let names = map.resolve(
          client: at("10.244.1.9:5"), front: front, backend: at("10.244.1.9:8080"), transport: .tcp, at: time)
        #expect(names.client.pods == map.role(of: at("10.244.1.9:0"), transport: .icmp, at: time).pods, "seed \(seed)")
      }
    }
  }
}
