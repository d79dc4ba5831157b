import Cluster
import Testing

/// Dumps that are cut, or made to harm.
@Suite struct NodeRulesHostileTests {
  @Test(
    "Every shorter text is read or refused; what it proves is in the whole one too",
    arguments: 0..<3)
  func prefixes(_ index: Int) throws {
    let text = [RuleSamples.iptables, RuleSamples.nft, RuleSamples.json][index]
    let whole = Array(text.utf8)
    let sockets = Set(try RuleSamples.read(text).fronts.flatMap { $0.endpoints.map(\.socket) })
    for length in whole.indices {
      guard let rules = try? NodeRules(Array(whole[..<length]), name: "cut") else { continue }
      #expect(sockets.isSuperset(of: rules.fronts.flatMap { $0.endpoints.map(\.socket) }), "at \(length)")
    }
  }

  @Test("A dump that ends early says so")
  func cut() throws {
    let iptables = RuleSamples.iptables.replacing("COMMIT\n", with: "", maxReplacements: 2)
    #expect(try RuleSamples.read(iptables).isCut)
    let nft = RuleSamples.nft.split(separator: "\n").dropLast(4).joined(separator: "\n") + "\n"
    #expect(try RuleSamples.read(nft).isCut)
  }

  @Test("Chains that lead to themselves, to nothing, or too deep")
  func loops() throws {
    var lines = ["*nat", ":KUBE-SERVICES - [0:0]"]
    lines += ["A", "N", "0"].map {
      "-A KUBE-SERVICES -d 10.0.0.1/32 -p tcp -m tcp --dport 8\($0 == "A" ? 0 : $0 == "N" ? 1 : 2) -j KUBE-SVC-\($0)"
    }
    lines += ["-A KUBE-SVC-A -j KUBE-SVC-B", "-A KUBE-SVC-B -j KUBE-SVC-A", "-A KUBE-SVC-B -j KUBE-SEP"]
    lines += (0..<100_000).map { "-A KUBE-SVC-\($0) -j KUBE-SVC-\($0 + 1)" }
    lines += ["-A KUBE-SEP -p tcp -j DNAT --to-destination 10.1.1.1:80", "COMMIT", ""]
    let rules = try RuleSamples.read(lines.joined(separator: "\n"))
    #expect(
      rules.fronts.map(\.summary) == [
        "10.0.0.1:80/6 -> 10.1.1.1:80 cluster incomplete", "10.0.0.1:81/6 -> cluster incomplete",
        "10.0.0.1:82/6 -> cluster incomplete",
      ])
  }

  @Test("Very many entrances on one chain of very many endpoints", .timeLimit(.minutes(1)))
  func product() throws {
    var lines = ["*nat", ":KUBE-SERVICES - [0:0]"]
    for index in 1...25_000 {
      lines.append("-A KUBE-SERVICES -d 10.0.\(index >> 8).\(index & 255)/32 -p tcp -m tcp --dport 80 -j KUBE-SVC-X")
      lines.append("-A KUBE-SVC-X -j KUBE-SEP-\(index)")
      lines.append("-A KUBE-SEP-\(index) -p tcp -j DNAT --to-destination 10.1.\(index >> 8).\(index & 255):80")
      lines.append("-A KUBE-SERVICES -d 10.9.9.9/32 -p tcp -m tcp --dport 80 -j KUBE-SVC-X")
    }
    let rules = try RuleSamples.read((lines + ["COMMIT", ""]).joined(separator: "\n"))
    #expect(rules.fronts.count == 25_001)
    #expect(rules.fronts[0].endpoints.count == 25_000)
    #expect(rules.isCut && rules.problems.count == 1)
  }

  private static let nonsense: [String] = [
    "*nat\n-A " + String(repeating: "x", count: 5 << 20) + "\n",
    "*nat\n:\n-A\n-A X\n-A X -j\n-A X -d\n! ! !\nCOMMIT\n", "table {\n",
    "table ip kube-proxy {\n map service-ips {\n elements = { . . . : : goto , , comment : }\n }\n}\n",
    "table ip kube-proxy {\n map service-ips {\n elements = { a comment : goto x }\n }\n}\n",
    "table ip x {\n chain c {\n dnat\n dnat to\n dnat to {\n jump\n tcp dport {\n",
    "table ip x {\n chain c {\n" + String(repeating: "{ ", count: 1 << 20) + "\n",
    "table ip x {\n" + String(repeating: "a {\n", count: 1 << 16),
    String(repeating: "}\n", count: 1 << 16) + "table ip x {\n}\n}\n",
    "{\"nftables\": [{\"rule\": 1}, {\"map\": []}, {\"rule\": {\"chain\": \"c\", \"table\": \"t\", \"expr\": [{\"dnat\": {\"addr\": {\"map\": 3}}}, 7, null]}}, 4]}",
    "{\"nftables\": " + String(repeating: "[", count: 200) + String(repeating: "]", count: 200) + "}",
  ]

  @Test("Lines without an end, words without a number, braces without a partner", arguments: 0..<11)
  func survives(_ index: Int) { _ = try? RuleSamples.read(Self.nonsense[index]) }

  @Test("Bytes that changed on the way are read or refused, and lead to no trap")
  func mutations() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix(state: seed)
    let samples = [RuleSamples.iptables, RuleSamples.nft, RuleSamples.json].map { Array($0.utf8) }
    for round in 0..<300 {
      var bytes = samples[round % 3]
      for _ in 0..<Int.random(in: 1...20, using: &random) {
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default:
          bytes.insert(contentsOf: bytes[Int.random(in: 0...place, using: &random)..<place].prefix(40), at: place)
        }
      }
      let rules = try? NodeRules(bytes, name: "seed \(seed)")
      #expect(rules.map { $0.fronts.count < 1_000 } ?? true, "seed \(seed)")
    }
  }
}
