import Testing

@testable import Cluster

/// What people save or name by mistake is called what it is.
@Suite struct MistakenTests {
  private func error(_ text: String) -> String? {
    var objects = ClusterObjects()
    do {
      try ClusterLoader.load(Array(text.utf8), name: "dump", into: &objects)
      return nil
    } catch { return error.description }
  }

  private static let list = #"{"apiVersion":"v1","kind":"List","items":[{"kind":"Pod","metadata":{"name":"p"}}]}"#

  @Test(
    "What kubectl says instead of objects",
    arguments: [
      ("Error from server (Forbidden): pods is forbidden: User \"x\"", "what kubectl said when it failed"),
      ("error: You must be logged in to the server (Unauthorized)", "what kubectl said when it failed"),
      ("The connection to the server localhost:8080 was refused - did you", "what kubectl said when it failed"),
      ("Unable to connect to the server: dial tcp: i/o timeout", "what kubectl said when it failed"),
      ("E1125 10:15:04.218301   17 memcache.go:265] \"x\"\nerror: no", "what kubectl said when it failed"),
      ("No resources found in default namespace.", "kubectl's word that there is nothing"),
      ("Warning: v1 Endpoints is deprecated\n" + list, "objects with kubectl's warnings before them"),
      ("NAME    READY   STATUS\nweb-0   1/1     Running", "a table for people"),
      ("NAMESPACE   NAME   TYPE\nd   web   ClusterIP", "a table for people"),
      ("Name:         web-0\nNamespace:    default", "what kubectl describe prints"),
      ("<!DOCTYPE html><html><body>Log in</body></html>", "a web page"),
      ("<html>", "a web page"),
      ("tcp      6 431999 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2", "connection tracking"),
      ("[NEW] tcp      6 120 SYN_SENT src=10.0.0.1", "connection tracking"),
    ])
  func recognised(text: String, reason: String) {
    #expect(error(text)?.hasPrefix("dump: it is \(reason)") == true, "\(error(text) ?? "read")")
  }

  @Test("A capture, of each byte order and kind")
  func capture() {
    let magics: [[UInt8]] = [[0xd4, 0xc3, 0xb2, 0xa1], [0xa1, 0xb2, 0xc3, 0xd4], [0x0a, 0x0d, 0x0d, 0x0a]]
    for magic in magics {
      var objects = ClusterObjects()
      let failure = #expect(throws: ClusterLoadError.self) {
        try ClusterLoader.load(magic + [0, 0, 0, 0], name: "dump", into: &objects)
      }
      #expect(
        failure?.description == "dump: it is a capture of packets, not Kubernetes objects: name it without --cluster")
    }
  }

  @Test(
    "Objects that begin like a mistake are read",
    arguments: [
      list, "\n\n" + list, "# Warning: mine\nkind: Pod\nmetadata: {name: p}", "kind: Pod\nmetadata:\n  name: error",
      "---\nkind: Pod\nmetadata: {name: NAME}",
    ])
  func healthy(text: String) { #expect(error(text) == nil) }

  @Test(
    "A // comment in any field that is read is named with its field, and how YAML writes it",
    arguments: [
      ("metadata.name", "{metadata: {name: web // the shop}}"),
      ("spec.type", "{metadata: {name: web}, spec: {type: NodePort // outside}}"),
      ("spec.selector", "{metadata: {name: web}, spec: {selector: {app: web // pods}}}"),
      ("spec.ports[0].port", "{metadata: {name: web}, spec: {ports: [{port: 80 // http}]}}"),
      ("spec.ports[0].nodePort", "{metadata: {name: web}, spec: {ports: [{port: 80, nodePort: 30001\t//x}]}}"),
      ("spec.ports[0].targetPort", "{metadata: {name: web}, spec: {ports: [{port: 80, targetPort: 80 // pod}]}}"),
    ])
  func comments(field: String, object: String) {
    let told = error("---\n{kind: Service, " + object.dropFirst())
    #expect(told?.contains(" \(field) ends in a // comment") == true, "\(told ?? "read")")
    #expect(told?.contains("comments start with #") == true)
  }

  @Test(
    "A // without a blank before it is no comment, nor is one in texts for people",
    arguments: [
      "{metadata: {name: web, annotations: {see: the page // there}}}", "{metadata: {name: a//b}}",
    ])
  func noComments(object: String) { #expect(error("---\n{kind: Service, " + object.dropFirst()) == nil) }
}
