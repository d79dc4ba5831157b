import Cluster
import Testing
import Wire

@testable import Trace

/// How a kernel filter is written, and how it widens.
@Suite struct KernelFilterShapeTests {
  private func make(
    _ field: SelectorField, _ value: String, _ more: String = "", host: String? = nil,
    measure: (String) -> Int? = { _ in 1 }
  ) throws -> KernelFilter? {
    let selector = PathSelector([try Criterion(field, value, scope: SelectorScope([]))])
    return KernelFilter.make(selector, map: try SmallCluster.map(more), host: host, measure: measure)
  }

  private func own(_ filter: KernelFilter?) throws -> String {
    let words = try #require(filter).expression
    return String(words[..<(try #require(words.range(of: " or arp"))).lowerBound])
  }

  @Test("A Service: its nodePort everywhere, its ClusterIP and its endpoint")
  func service() throws {
    let filter = try make(.service, "default/web")
    #expect(
      try own(filter)
        == "tcp port 30082 or (tcp port 80 and host 10.96.0.52) or (tcp port 8080 and host 10.244.2.10)")
    #expect(filter?.notes == [])
  }

  @Test("What narrows nothing")
  func everything() throws {
    #expect(KernelFilter.make(.everything, map: try SmallCluster.map(), measure: { _ in 1 }) == nil)
    #expect(try make(.service, "!default/web") == nil)
    #expect(try make(.state, "refused") == nil)
    #expect(try make(.port, "80") == nil)
    let gone = try #require(try make(.service, "default/gone"))
    #expect(
      gone.expression.isEmpty
        && gone.notes == [
          "--service default/gone names nothing in the objects as they are now: everything is captured, for a filter might "
            + "cut paths"
        ])
    #expect(try make(.node, "n1", host: "n1")?.expression == "")
    #expect(try own(try make(.node, "n1", host: "n2")).contains("net 10.244.1.0/24"))
  }

  @Test("A Service that shares the endpoint: its front is kept too, or its connections would be taken for this one's")
  func shared() throws {
    let filter = try own(try make(.service, "default/web", SmallCluster.service("twin", "10.96.0.53", 30083)))
    #expect(
      filter.contains("30082 or 30083") && filter.contains("(tcp port 80 and host (10.96.0.52 or 10.96.0.53))"))
  }

  @Test("A Service without endpoints keeps its fronts")
  func empty() throws {
    let more = """
      ---
      kind: Service
      metadata: {name: none, namespace: default}
      spec: {clusterIP: 10.96.0.60, ports: [{port: 90, targetPort: 9090, protocol: UDP}], selector: {app: none}}
      """
    #expect(try own(try make(.service, "default/none", more)).contains("(udp port 90 and host 10.96.0.60)"))
  }

  @Test("A pod as the client: also what it is masqueraded as")
  func client() throws {
    let filter = try make(.fromPod, "default/pa")
    #expect(try own(filter).contains("10.244.1.10 or 10.244.2.0"))
    #expect(try own(filter).contains("192.168.50.11") && filter?.notes.count == 1)
    #expect(try !own(try make(.toPod, "default/pc")).contains("192.168.50.11"))
  }

  @Test("Too long for the kernel: endpoints by their ports, then fronts too, then nothing; each is said")
  func widening() throws {
    let one = try make(.service, "default/web", measure: { $0.contains("10.244.2.10") ? 4097 : 4096 })
    #expect(try own(one) == "tcp port (8080 or 30082) or (tcp port 80 and host 10.96.0.52)")
    #expect(one?.notes.first?.contains("the endpoints' ports come through from any address") == true)
    let two = try make(.service, "default/web", measure: { $0.contains("10.96.0.52") ? nil : 4096 })
    #expect(try own(two) == "tcp port (80 or 8080 or 30082)")
    let none = try make(.service, "default/web", measure: { _ in 5000 })
    #expect(none?.expression == "" && none?.notes.last?.contains("everything is captured") == true)
  }
}
