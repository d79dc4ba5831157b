import Cluster
import Testing
import Wire

/// Input that nobody wrote in good faith: it is refused in a sentence, or one object of it is.
@Suite struct HostileTests {
  static let good =
    #"{"kind":"Service","metadata":{"name":"good"},"spec":{"clusterIP":"10.96.0.1","ports":[{"port":80}]}}"#

  @Test(
    "A bad field costs its object, which is named; the others stay",
    arguments: [
      #"{"port":99999}"#, #"{"port":-1}"#, #"{"port":1.5}"#, #"{"port":1e400}"#, #"{"port":"80"}"#, #"{"port":null}"#,
      #"{"port":0}"#, #"{"port":80,"nodePort":70000}"#, #"{"port":80,"protocol":"ICMP"}"#, #"{"port":80,"protocol":7}"#,
      #"{"port":80,"targetPort":99999}"#, #"{"port":80,"targetPort":[1]}"#, "7", "null",
    ])
  func badPort(port: String) throws {
    let bad = #"{"kind":"Service","metadata":{"name":"bad","namespace":"x"},"spec":{"ports":[\#(port)]}}"#
    let objects = try load(#"{"kind":"List","items":[\#(bad),\#(Self.good)]}"#)
    #expect(objects.problems.map(\.object) == ["Service x/bad"])
    #expect(objects.problems.first?.code == .skippedObject)
    #expect(objects.problems.first?.sentence.contains("spec.ports") == true)
    #expect(objects.count == 1)
    #expect(ServiceMap(objects).servicePorts.map(\.name) == ["good"])
  }

  @Test(
    "A bad object costs itself",
    arguments: [
      "7", "null", "[]", #""text""#, "{}", #"{"kind":7}"#, #"{"kind":"Pod","status":{"podIP":"010.0.0.1"}}"#,
      #"{"kind":"Pod","metadata":{"name":["x"]}}"#, #"{"kind":"Pod","spec":{"containers":{}}}"#,
      #"{"kind":"Service","metadata":{}}"#, #"{"kind":"Service"}"#, #"{"kind":"Node","metadata":null}"#,
      #"{"kind":"Node","metadata":{"name":"n"},"spec":{"podCIDR":"10.0.0.0/33"}}"#,
      #"{"kind":"Service","metadata":{"name":"s"},"spec":{"type":"Balancer"}}"#,
      #"{"kind":"EndpointSlice","endpoints":[{"addresses":["10.0.0.256"]}]}"#,
    ])
  func badObject(object: String) throws {
    let objects = try load(#"{"kind":"List","items":[\#(object),\#(Self.good)]}"#)
    #expect(objects.problems.count == 1)
    #expect(ServiceMap(objects).servicePorts.map(\.name) == ["good"])
  }

  @Test("The same in YAML")
  func badYAML() throws {
    let objects = try load(
      """
      kind: List
      items:
      - {kind: Service, metadata: {name: bad}, spec: {ports: [{port: 99999}]}}
      - {kind: Service, metadata: {name: worse}, spec: {ports: [{port: 80, targetPort: 99999}]}}
      - 7
      - {kind: Service, metadata: {name: good}, spec: {ports: [{port: 80}]}}
      """)
    #expect(objects.problems.map(\.object) == ["Service bad", "Service worse", "An item"])
    #expect(ServiceMap(objects).servicePorts.map(\.name) == ["good"])
  }

  @Test(
    "What cannot be read at all is refused in a sentence with the file's name and a way on",
    arguments: [
      ([], "nothing in it"), (Array(" \n\t".utf8), "nothing in it"), (Array("{}".utf8), "no Kubernetes object"),
      (Array("# only words".utf8), "no Kubernetes object"), (Array("hello".utf8), "no Kubernetes object"),
      (Array("a: 1".utf8), "no Kubernetes object"), (Array("[]".utf8), "no Kubernetes object"),
      (Array(#"{"kind":"List","items":[]}"#.utf8), "list of objects is empty"),
      (Array(#"{"kind":"List","items":null}"#.utf8), "list of objects is empty"),
      (Array(#"{"kind":"List","items":7}"#.utf8), "has not the shape"),
      (Array(#"{"kind":"Status","message":"forbidden"}"#.utf8), "forbidden"),
      (Array("{\"kind\":\"List\",\n\"items\":[".utf8), "not valid JSON"),
      (Array("{\"kind\":NaN}".utf8), "not valid JSON"),
      ([0x7b, 0x22, 0xff, 0x22, 0x7d], "byte 2 is not UTF-8"), ([0xff, 0xfe, 0x7b, 0], "UTF-16"),
      ([0x7b, 0, 0x7d, 0], "UTF-16"), (Array("a: [1\nb: 2".utf8), "not valid YAML"),
      (Array("kind: &a [*a]".utf8), "not valid YAML"), (Array("kind: A\nkind: B".utf8), "twice"),
      (Array("kind: List\nitems: *nobody".utf8), "not valid YAML"),
      (Array(String(repeating: "[", count: 300).utf8), "256 levels"),
      (Array(("{\"kind\":\"List\",\"items\":" + String(repeating: "[", count: 100_000)).utf8), "256 levels"),
      (Array(("kind: " + String(repeating: "[", count: 300) + String(repeating: "]", count: 300)).utf8), "256 levels"),
    ] as [([UInt8], String)])
  func refused(bytes: [UInt8], reason: String) {
    var objects = ClusterObjects()
    let error = #expect(throws: ClusterLoadError.self) {
      try ClusterLoader.load(bytes, name: "dump", into: &objects)
    }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    #expect(error?.description.hasPrefix("dump") == true)
    #expect(objects.isEmpty)
  }

  @Test("The line of a mistake is in the sentence")
  func lines() {
    let error = #expect(throws: ClusterLoadError.self) { try load("kind: List\nitems:\n- ]") }
    #expect(error?.line == 3, "\(error?.description ?? "")")
  }

  @Test("Aliases that multiply are refused before they do")
  func bombs() {
    var laughs = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    for (name, previous) in zip("bcdefghi", "abcdefgh") {
      laughs += "\(name): &\(name) [" + Array(repeating: "*\(previous)", count: 9).joined(separator: ",") + "]\n"
    }
    let keys = laughs + "? *i\n: 1\nkind: List\n"
    let anchors = (0..<20_000).map { "- &a\($0) x" }.joined(separator: "\n")
    let aliases = "a: &a x\nb:\n" + String(repeating: "- *a\n", count: 2_000)
    for (text, reason) in [
      (laughs + "kind: List\nitems: *i\n", "expand"), (keys, "mapping keys"), (anchors, "anchors"),
      (aliases, "aliases"),
    ] {
      let clock = ContinuousClock()
      let time = clock.measure {
        let error = #expect(throws: ClusterLoadError.self) { try load(text) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
      }
      #expect(time < .seconds(20))
    }
  }

  @Test("Asterisks and ampersands in ordinary text are no aliases")
  func innocent() throws {
    let text = "kind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}]}\n"
    let script = "x: |\n" + String(repeating: "  run *.txt && cp \"a b\" 2>&1 & *x\n", count: 900)
    #expect(try ClusterTests.map(text + script).servicePorts.count == 1)
  }

  @Test("A text of 5 MB is cut to 4 KiB")
  func longText() throws {
    let name = String(repeating: "n", count: 5_000_000)
    let objects = try load(Self.good.replacing("good", with: name))
    let kept = ServiceMap(objects).servicePorts[0].name
    #expect(kept.utf8.count < 4_200)
    #expect(kept.hasSuffix("…"))
  }

  @Test("5,000 pods with one address: ambiguous, quick")
  func oneAddress() throws {
    let pods = (0..<5_000).map { #"{"kind":"Pod","metadata":{"name":"p\#($0)"},"status":{"podIP":"10.1.0.1"}}"# }
    let map = try ClusterTests.map(#"{"kind":"List","items":["# + pods.joined(separator: ",") + "]}")
    #expect(map.podOwning(ip("10.1.0.1")) == nil)
    #expect(map.role("10.1.0.1:80").pods.count == 5_000)
    #expect(map.role("10.1.0.1:80").isAmbiguous)
  }

  @Test("Pods times Services by labels alone stay within memory")
  func multiplied() throws {
    let pods = (0..<700).map {
      #"{"kind":"Pod","metadata":{"name":"p\#($0)","labels":{"a":"b"}},"status":{"podIP":"10.1.\#($0 / 250).\#($0 % 250)"}}"#
    }
    let services = (0..<700).map {
      #"{"kind":"Service","metadata":{"name":"s\#($0)"},"spec":{"selector":{"a":"b"},"ports":[{"port":80}]}}"#
    }
    let map = try ClusterTests.map(#"{"kind":"List","items":["# + (pods + services).joined(separator: ",") + "]}")
    #expect(map.servicePorts.reduce(0) { $0 + $1.backends.count } <= 200_000)
    #expect(map.servicePorts.last?.endpointsKnown == false)
  }

  @Test("Random damage to a good file never traps, and what is read stays consistent", arguments: 0..<4)
  func mutations(round: Int) throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(state: seed)
    let original = Array((round % 2 == 0 ? #"{"kind":"List","items":[\#(Self.good)]}"# : cluster).utf8)
    for _ in 0..<60 {
      var bytes = original
      for _ in 0...Int(random.next() % 4) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: place)
        default: bytes.insert(contentsOf: bytes[..<place].suffix(Int(random.next() % 20)), at: place)
        }
      }
      var objects = ClusterObjects()
      do { try ClusterLoader.load(bytes, name: "mutated", into: &objects) } catch { continue }
      let map = ServiceMap(objects)
      for port in map.servicePorts {
        for ip in port.clusterIPs where port.type != .externalName && !port.headless {
          #expect(map.isFront(Socket(ip, port.port), transport: port.transport), "seed \(seed)")
        }
      }
    }
  }
}

/// A small generator that a seed repeats.
struct SplitMix {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
