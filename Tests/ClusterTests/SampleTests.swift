import Cluster
import Foundation
import Testing
import Wire

/// The clusters behind the sample captures, which lie in a folder beside the package, where there is one.
@Suite struct SampleTests {
  static let captures = URL(filePath: #filePath).appending(path: "../../../../shared/captures").standardized
  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: captures.appending(path: path).path())
  }

  private func sample(_ path: String) throws -> ServiceMap {
    var objects = ClusterObjects()
    let bytes = try Array(Data(contentsOf: Self.captures.appending(path: path)))
    try ClusterLoader.load(bytes, name: path, into: &objects)
    #expect(objects.problems == [])
    return ServiceMap(objects)
  }

  @Test("The lab's fronts lead to its pods", .enabled(if: exists("lab/cluster.json"), "no sample captures here"))
  func lab() throws {
    let map = try sample("lab/cluster.json")
    #expect(map.nodes.count == 2)
    let nodePort = map.resolve("192.168.50.10:5000", "192.168.50.11:30081", "10.244.1.11:8080")
    #expect(nodePort.service.map { map[$0].name } == "local")
    #expect(map.names(nodePort.backend?.pods ?? []) == ["pb"])
    #expect(map.role("10.244.1.0:5000").isNodeGateway)
    #expect(map.role("192.168.50.10:5000").addressKind == .external)
    #expect(map.permits("192.168.50.11:30081", "10.244.2.10:8080") == .no)
  }

  @Test(
    "A real cluster's dump",
    .enabled(if: exists("kube/02-nodeport-remote/cluster.json"), "no sample captures here"),
    arguments: ["02-nodeport-remote", "nft-16-dualstack"])
  func kube(scenario: String) throws {
    let map = try sample("kube/\(scenario)/cluster.json")
    #expect(map.nodes.count == 3)
    let service = try #require(map.servicePorts(namespace: "default", name: "nginx-service").first)
    #expect(map[service].nodePort == 30001)
    #expect(map[service].port == 30080)
    #expect(map[service].endpointsKnown)
    let backend = try #require(map[service].backends.first)
    let pod = try #require(backend.pod)
    let target = try #require(backend.socket)
    let result = map.resolve(
      client: at("172.18.0.100:5000"), front: at("172.18.0.11:30001"), backend: target, transport: .tcp)
    #expect(result.service == service)
    #expect(result.backend?.pods == [pod])
    // nginx-service's port 30080 is another Service's nodePort: on a node's address it is that one's.
    #expect(!map.role("172.18.0.11:30080").services.contains(service))
    for id in map.servicePortIDs where !map[id].headless && map[id].type != .externalName {
      for ip in map[id].clusterIPs {
        #expect(map.role(of: Socket(ip, map[id].port), transport: map[id].transport).services == [id])
      }
      for backend in map[id].backends {
        guard let front = map[id].clusterIPs.first(where: { $0.isIPv4 == backend.socket?.ip.isIPv4 }),
          let socket = backend.socket
        else { continue }
        #expect(
          map.permits(front: Socket(front, map[id].port), backend: socket, transport: map[id].transport) == .yes)
      }
    }
  }
}
