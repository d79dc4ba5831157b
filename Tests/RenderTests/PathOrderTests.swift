import Testing

@testable import Render
@testable import Trace

/// `--sort-by`.
@Suite struct PathOrderTests {
  private func sorted(_ order: String, _ changes: [(inout Path) -> Void]) throws -> [Int] {
    let printer = PathPrinter(.none, map: try SamplePath.map(), options: TextOptions(style: Style(isColoured: false)))
    let order = try PathOrder(order)
    let keys = try changes.map { printer.key(try SamplePath.make($0), order) }
    return keys.indices.sorted { keys[$0].order(keys[$1]) == 0 ? $0 < $1 : keys[$0].order(keys[$1]) < 0 }
  }

  @Test(
    "Times and numbers by value; paths without it come first", arguments: ["connect", "handshake_us", ".handshake_us"])
  func numbers(_ word: String) throws {
    #expect(
      try sorted(
        word, [{ $0.handshake = 10_000_000 }, { $0.handshake = 9_000_000 }, { _ in }, { $0.handshake = 9_000_000 }])
        == [2, 1, 3, 0])
  }

  @Test("start, as word and as expression", arguments: ["start", ".start", "{.start}"])
  func start(_ word: String) throws {
    #expect(
      try sorted(word, [{ $0.start = 1_795_000_000_000_000_002 }, { $0.start = 1_795_000_000_000_000_001 }]) == [1, 0])
  }

  @Test("Numbers in text count as numbers, addresses as addresses")
  func natural() throws {
    let ids: [(inout Path) -> Void] = ["web-10", "web-9", "web-9a", "web", "web-09"].map { id in { $0.id = id } }
    #expect(try sorted("id", ids) == [3, 1, 4, 2, 0])
    let ports: [(inout Path) -> Void] = [3000, 80].map { port in { $0.client.port = port } }
    #expect(try sorted("client", ports) == [1, 0])
  }

  @Test("What is no key is told, with what is one", arguments: ["", "Start", "starts", ".a[", "{.a"])
  func refused(_ text: String) { #expect(throws: TemplateProblem.self) { try PathOrder(text) } }
}
