import Cluster
import Testing
import Trace
import Wire

/// Each selector on the sample path (192.168.50.10:2000 → n1's nodePort 30082, SNAT to 10.244.1.1:41000, → pod default/web-0
/// 10.244.1.20:8080 of Service default/web), with a value that selects it and values that do not.
@Suite struct SelectorTests {
  private func selects(_ options: [(SelectorField, String)], scope: [String] = ["default"]) throws -> Bool {
    let criteria = try options.map { try Criterion($0.0, $0.1, scope: SelectorScope(scope)) }
    return PathSelector(criteria).selects(try SamplePath.make(), try SamplePath.map())
  }

  @Test(
    "One selector: what it selects, and what it does not",
    arguments: [
      (
        SelectorField.service, ["web", "default/web", "default/w*", "*/web", "default/"], ["we", "other/web", "web-0"]
      ),
      (.pod, ["web-0", "web", "web-", "default/web", "*-0"], ["we", "web-1", "web-0-x", "kube-system/web-0"]),
      (.toPod, ["web-0"], ["web-1"]), (.fromPod, [], ["web-0"]), (.fromService, [], ["web"]),
      (.namespace, ["default", "def*"], ["kube-system", "defaul"]),
      (.toNamespace, ["default"], ["kube-system"]), (.fromNamespace, [], ["default"]),
      (.node, ["n1", "n*"], ["n2", "n"]), (.toNode, ["n1"], ["n2"]), (.fromNode, [], ["n1"]),
      (
        .ip, ["192.168.50.10", "192.168.50.11", "10.244.1.1", "10.244.1.20", "10.244.0.0/16", "0.0.0.0/0"],
        ["10.96.0.52", "10.244.2.0/24", "::/0", "fd00::1"]
      ),
      (.fromIP, ["192.168.50.10", "10.244.1.1"], ["192.168.50.11", "10.244.1.20"]),
      (.toIP, ["192.168.50.11", "10.244.1.20"], ["192.168.50.10", "10.244.1.1"]),
      (.port, ["2000", "30082", "41000", "8080"], ["80", "0", "65535"]),
      (.fromPort, ["2000", "41000"], ["30082", "8080"]), (.toPort, ["30082", "8080"], ["2000", "41000"]),
      (.transport, ["tcp", "TCP"], ["udp", "sctp", "icmp", "icmpv6", "udplite"]),
      (.hop, ["nodePort", "nodeport", "targetPort"], ["port", "hostPort", "containerPort", "direct"]),
      (
        .state, ["ok", "closed", "OK"],
        ["failed", "open", "reset", "refused", "rejected", "no-reply", "half-open", "partial"]
      ),
    ])
  func one(_ field: SelectorField, _ right: [String], _ wrong: [String]) throws {
    for value in right { #expect(try selects([(field, value)]), "\(value)") }
    for value in wrong { #expect(try !selects([(field, value)]), "\(value)") }
    for value in right { #expect(try !selects([(field, "!" + value)]), "\(value)") }
    for value in wrong { #expect(try selects([(field, "!" + value)]), "\(value)") }
  }

  @Test("Values of one option are alternatives, options must all hold, each reversed one excludes")
  func together() throws {
    #expect(try selects([(.port, "1"), (.port, "8080")]))
    #expect(try !selects([(.port, "8080"), (.state, "failed")]))
    #expect(try selects([(.port, "8080"), (.state, "ok"), (.service, "web")]))
    #expect(try !selects([(.port, "8080"), (.state, "!ok")]))
    #expect(try !selects([(.port, "!1"), (.port, "!8080")]))
    #expect(try selects([(.port, "!1"), (.port, "!2"), (.port, "8080")]))
    #expect(try selects([]))
  }

  @Test("A name without a namespace is looked for in the namespaces given, or in all")
  func scope() throws {
    #expect(try !selects([(.service, "web")], scope: ["shop"]))
    #expect(try selects([(.service, "web")], scope: ["shop", "default"]))
    #expect(try selects([(.service, "web")], scope: []))
    #expect(try selects([(.service, "default/web")], scope: ["shop"]))
  }

  @Test("A Service that may have been used counts as used")
  func candidates() throws {
    let map = try SamplePath.map()
    let path = try SamplePath.make { path in
      path.names.candidates = path.names.service.map { [$0] } ?? []
      path.names.service = nil
    }
    let selector = PathSelector([try Criterion(.service, "web", scope: SelectorScope(["default"]))])
    #expect(selector.selects(path, map))
  }

  @Test("A client that is an endpoint of a Service")
  func fromService() throws {
    let map = try SamplePath.map()
    let path = try SamplePath.make { $0.names.client = $0.names.backend ?? $0.names.client }
    for (value, isRight) in [("web", true), ("other", false)] {
      let selector = PathSelector([try Criterion(.fromService, value, scope: SelectorScope([]))])
      #expect(selector.selects(path, map) == isRight)
    }
  }

  @Test("Identifiers of ICMP echo are no ports")
  func echo() throws {
    let path = try SamplePath.make { $0.transport = .icmp }
    let selector = PathSelector([try Criterion(.port, "8080", scope: SelectorScope([]))])
    #expect(!selector.selects(path, try SamplePath.map()))
  }

  @Test(
    "What no value can be is told with what can",
    arguments: [
      (SelectorField.state, "refuse", "Nearest: refused"), (.state, "broken", "it takes ok, failed, open"),
      (.transport, "tpc", "Nearest: tcp"), (.hop, "NodePorts", "Nearest: nodePort"), (.port, "http", "a port's number"),
      (.port, "65536", "0 to 65535"), (.port, "-1", "0 to 65535"), (.port, "", "needs a value"),
      (.ip, "10.0.0", "an address or a block"), (.ip, "10.0.0.0/33", "an address or a block"),
      (.pod, "!", "needs a value"),
    ])
  func wrong(_ field: SelectorField, _ value: String, _ words: String) {
    let problem = #expect(throws: SelectorProblem.self) { try Criterion(field, value, scope: SelectorScope([])) }
    #expect(problem?.sentence.contains(words) == true, "\(problem?.sentence ?? "")")
  }
}

/// Names that nothing has.
@Suite struct SelectorNamesTests {
  private func problem(_ field: SelectorField, _ value: String, _ timeline: MapTimeline? = nil) throws -> String? {
    let known = try timeline ?? MapTimeline(SamplePath.map())
    let selector = PathSelector([try Criterion(field, value, scope: SelectorScope(["default"]))])
    do throws(SelectorProblem) {
      try SelectorNames(known, hosts: ["client"]).check(selector)
      return nil
    } catch {
      return error.sentence
    }
  }

  @Test(
    "Of a name that is there nothing is said",
    arguments: [
      (SelectorField.service, "web"), (.service, "!web"), (.pod, "web"), (.pod, "*"), (.namespace, "default"),
      (.node, "n1"), (.node, "client"), (.ip, "1.2.3.4"), (.port, "1"),
    ])
  func known(_ field: SelectorField, _ value: String) throws { #expect(try problem(field, value) == nil) }

  @Test(
    "Of one that is not: what is near",
    arguments: [
      (SelectorField.service, "wbe", "nearest: default/web"), (.service, "shop/web", "nearest: default/web"),
      (.service, "!wbe", "nearest: default/web"), (.service, "zzzzzz", "they have: default/web"),
      (.pod, "wbe-0", "nearest: default/web-0"), (.pod, "web-1", "nearest: default/web-0"),
      (.namespace, "defualt", "-n is the namespace"), (.toNamespace, "defualt", "nearest: default"),
      (.node, "n2", "nearest: n1"), (.fromNode, "clientt", "nearest: client"),
    ])
  func unknown(_ field: SelectorField, _ value: String, _ words: String) throws {
    let sentence = try #require(try problem(field, value))
    #expect(sentence.contains(words), "\(sentence)")
  }

  @Test("Without objects no Service has a name, but hosts have")
  func noObjects() throws {
    let empty = MapTimeline(ServiceMap.empty)
    #expect(try problem(.service, "web", empty)?.contains("give them with --cluster") == true)
    #expect(try problem(.node, "client", empty) == nil)
    #expect(try problem(.node, "clients", empty)?.contains("nearest: client") == true)
  }
}
