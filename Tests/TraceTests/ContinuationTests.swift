import Testing
import Trace
import Wire

/// A proxy ends a path. What it likely goes on as is named by time and payload, never joined.
@Suite struct ContinuationTests {
  private static let proxy = "10.0.0.5"

  /// A client asks a proxy, which asks a backend for each of `others` before it answers.
  private func stage(_ others: [(port: Int, request: String)], answersFirst: Bool = false) -> Stage {
    var stage = Stage("n1/eth0")
    let asked = Conversation(stops: [.init(0, "10.0.0.1:2000", "\(Self.proxy):80")])
    asked.play(&stage, at: 0, packets: 0..<4)
    asked.play(&stage, at: answersFirst ? 0 : 60, packets: 4..<8)
    for (number, other) in others.enumerated() {
      var second = Conversation(stops: [.init(0, "\(Self.proxy):\(other.port)", "10.0.0.9:8080")])
      second.clientISN = UInt32(50_000 + number * 1_000)
      second.serverISN = UInt32(70_000 + number * 1_000)
      second.id = UInt16(1_000 + number * 100)
      second.stamp = UInt32(600_000 + number * 1_000)
      second.request = Array(other.request.utf8)
      second.play(&stage, at: 20 + Double(number))
    }
    return stage
  }

  private static let same = "GET / HTTP/1.1 Host: web Accept: any"
  private static let other = "POST /elsewhere HTTP/1.1 Host: else"

  @Test("The same payload from where it went, between request and answer: likely the continuation")
  func likely() throws {
    let paths = stage([(40_000, Self.same)]).run().paths
    #expect(paths.count == 2)
    let next = try #require(paths.first?.continuation)
    #expect(next.id == paths[1].id)
    #expect(paths[1].continuation == nil)
    #expect(paths[0].hops.count == 1)
  }

  @Test("Another payload is another request")
  func otherPayload() {
    let paths = stage([(40_000, Self.other)]).run().paths
    #expect(paths.count == 2)
    #expect(paths.allSatisfy { $0.continuation == nil })
  }

  @Test("Of two that fit equally well neither is named")
  func two() {
    let paths = stage([(40_000, Self.same), (40_001, Self.same)]).run().paths
    #expect(paths.count == 3)
    #expect(paths.allSatisfy { $0.continuation == nil })
  }

  @Test("What is asked after the answer does not continue it")
  func late() {
    let paths = stage([(40_000, Self.same)], answersFirst: true).run().paths
    #expect(paths.count == 2)
    #expect(paths.allSatisfy { $0.continuation == nil })
  }

  @Test("One of two with another payload does not hide the one that fits")
  func mixed() throws {
    let paths = stage([(40_000, Self.other), (40_001, Self.same)]).run().paths
    let next = try #require(paths.first?.continuation)
    #expect(next.id == paths.first { $0.client.port == 40_001 }?.id)
  }
}
