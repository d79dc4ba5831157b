import Cluster
import Testing

@testable import hopscope

@Suite struct TypedLineTests {
  private static let dump = Package.folder.appending(path: "captures/nginx-service/cluster.yaml").path

  @Test(
    "Words as a shell would read them",
    arguments: [
      ("plain", "plain"), ("'a b'", "a b"), ("\"a b\"", "a b"), (#"a\ b"#, "a b"), ("'a b", "a b"),
      (#"'a\b'"#, #"a\b"#),
      (#"a\"#, "a"), ("a'b'c", "abc"), ("", ""),
    ])
  func quotes(_ word: String, _ text: String) { #expect(TypedLine.unquoted(word) == text) }

  @Test(
    "The objects that are named on the line",
    arguments: [
      ["hopscope", "replay", "--cluster", dump, "--service", ""], ["hopscope", "replay", "--cluster=\(dump)", ""],
      ["hopscope", "replay", "--cluster", "=", dump, ""], ["hopscope", "replay", "x.pcap", dump, ""],
      ["hopscope", "replay", "--cluster", "'\(dump)'", ""],
      ["hopscope", "replay", "--cluster", "-", "--cluster", dump, ""],
    ])
  func files(_ words: [String]) { #expect(TypedLine(words).clusterFiles == [Self.dump]) }

  @Test("Names begin as the word does") func names() {
    let line = TypedLine(["hopscope", "replay", "--cluster", Self.dump])
    let list: (ServiceMap) -> [String] = { $0.servicePorts.map { "\($0.namespace)/\($0.name)" } + ["a b", "a\u{1b}"] }
    #expect(line.names(startingWith: "", list).contains("default/nginx-service"))
    #expect(line.names(startingWith: "default/n", list) == ["default/nginx-service"])
    #expect(line.names(startingWith: "a", list).isEmpty, "no name of Kubernetes")
    #expect(TypedLine(["hopscope", "replay", "--cluster", "/nowhere"]).names(startingWith: "", list).isEmpty)
  }
}
