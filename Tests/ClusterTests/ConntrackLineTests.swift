import Cluster
import Testing
import Wire

/// One line, whoever printed it.
@Suite struct ConntrackLineTests {
  @Test("Every form of a line gives its two tuples", arguments: ConntrackSample.lines)
  func form(line: ConntrackSample.Line) throws {
    let entry = try onlyEntry(line.text + "\n")
    #expect(entry.original == line.original)
    #expect(entry.reply == line.reply)
    #expect(entry.translated == line.reply.reversed)
    #expect(entry.isDNAT == line.isDNAT)
    #expect(entry.isSNAT == line.isSNAT)
    #expect(entry.host == "n1")
    #expect((entry.file, entry.line) == (0, 1))
  }

  @Test("Windows line ends, tabs and blanks around are the same line", arguments: ConntrackSample.lines)
  func blanks(line: ConntrackSample.Line) throws {
    let entry = try onlyEntry(
      "\u{feff}\r\n  \t\r\n" + line.text.split(separator: " ").joined(separator: " \t") + "  \r\n")
    #expect(entry.original == line.original)
    #expect(entry.reply == line.reply)
    #expect(entry.line == 3)
  }

  @Test("State, flags and zone are what the line says")
  func extras() throws {
    let all = try conntrack(ConntrackSample.lines.map { $0.text + "\n" }.joined()).all
    let offloaded = try #require(all.first { $0.zone == 65520 })
    #expect(offloaded.flags == .offloaded)
    #expect(offloaded.state == nil)
    let directional = try #require(all.first { $0.zone == 7 })
    #expect(directional.flags == [])
    #expect(directional.state == "CLOSE")
    let established = try #require(all.first { $0.state == "ESTABLISHED" })
    #expect(established.flags == .assured)
    #expect(all.first { $0.state == "SYN_SENT" }?.flags == .unreplied)
    #expect(all.first { $0.original.transport == .udp }?.state == nil)
  }

  @Test("A changed echo identifier is the source's port, not the destination's")
  func echo() throws {
    let text = """
      icmp 1 29 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=1 src=10.0.0.2 dst=10.0.0.1 type=0 code=0 id=2 use=1
      icmp 1 29 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=3 src=10.0.0.9 dst=10.0.0.1 type=0 code=0 id=3 use=1

      """
    let all = try conntrack(text).all
    #expect(all.map(\.isSNAT) == [true, false])
    #expect(all.map(\.isDNAT) == [false, true])
  }

  @Test("Flows with neither ports nor echo are counted, not used and no mistake", arguments: ConntrackSample.skipped)
  func skipped(text: String) throws {
    let table = try conntrack(text + "\n")
    #expect(table.isEmpty)
    #expect(table.files[0].skipped == 1)
    #expect(table.files[0].malformed == 0)
  }

  @Test(
    "The stamp is read to the nanosecond, and absurd ones are refused",
    arguments: [
      ("1795393540.233866", 1_795_393_540_233_866_000), ("1795393540", 1_795_393_540_000_000_000),
      ("0.000000001", 1), ("9223372036.854775807", Int64.max), ("9223372036.854775808", nil),
      ("9999999999999999999999.0", nil), ("-1.0", nil), ("1.2.3", nil), ("1.0000000001", nil), ("", nil), (".5", nil),
    ] as [(String, Int64?)])
  func stamps(text: String, time: Int64?) throws {
    let good = ConntrackSample.lines[0].text + "\n"
    let table = try conntrack("[\(text)]\t    [NEW] " + good + ConntrackSample.lines[1].text + "\n")
    let entry = table.all.first { $0.original == ConntrackSample.lines[0].original }
    #expect(entry?.start == time)
    #expect(table.files[0].malformed == (time == nil ? 1 : 0))
  }

  @Test(
    "What is wrong with a line is said",
    arguments: [
      ("tcp 6 9 CLOSE src=10.0.0.1", "no reply tuple"),
      ("tcp 6 9 CLOSE src=10.0.0.1 src=10.0.0.2 dst=10.0.0.1 sport=1 dport=2", "no dst= in the original tuple"),
      (
        "tcp 6 9 src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.1 sport=2",
        "no dport= in the reply tuple"
      ),
      ("tcp 6 9 src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=fd00::1 sport=2 dport=1", "IPv4 and IPv6"),
      ("tcp 6 9 src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 src=fd00::2 dst=fd00::1 sport=2 dport=1", "IPv4 and IPv6"),
      ("tcp 6 9 src=10.0.0.1 dst=10.0.0.2 sport=70000 dport=2 src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1", "sport="),
      ("tcp 6 9 src=10.0.0.01 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1", "src="),
      ("tcp 6 9 src=10.0.0.256 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1", "src="),
      ("tcp 6 9 src=10.0.0.1 dst=10.0.0.2 sport=1 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1", "twice"),
      ("tcp 6 9 src=1.0.0.1 dst=1.0.0.2 sport=1 dport=2 src=1.0.0.2 dst=1.0.0.1 sport=2 dport=1 src=1.0.0.1", "third"),
      ("udp 17 9 mark=0", "no src="), ("icmp 1 9 src=10.0.0.1 dst=10.0.0.2 src=10.0.0.2 dst=10.0.0.1", "no type="),
      ("hello world", "no conntrack entry"), ("tcp src=10.0.0.1", "no conntrack entry"),
      ("= = =", "no conntrack entry"),
      ("tcp 256 9 src=10.0.0.1", "no conntrack entry"), ("[NEW", "no conntrack entry"), ("[]", "no conntrack entry"),
    ])
  func malformed(text: String, reason: String) throws {
    let table = try conntrack(ConntrackSample.lines[0].text + "\n\n" + text + "\n")
    #expect(table.count == 1)
    #expect(table.files[0].malformed == 1)
    let problem = try #require(table.files[0].problems.first)
    #expect(problem.line == 3)
    #expect(problem.description.hasPrefix("line 3: "))
    #expect(problem.reason.contains(reason), "\(problem)")
  }
}
