import Cluster
import Foundation
import Testing
import Wire

/// Whole files: what stands beside the entries, what is cut, what is something else.
@Suite struct ConntrackFileTests {
  static let first = ConntrackSample.lines[0].text
  static let second = ConntrackSample.lines[1].text

  @Test("What conntrack says about itself is neither entry nor mistake")
  func banners() throws {
    let text = """
      NOTICE: Netlink socket buffer size has been set to 33554432 bytes.
      # comment
      conntrack v1.4.7 (conntrack-tools): 1 flow entries have been shown.
      \(Self.first)
      nfct_labelmap_new: No such file or directory
      conntrack v1.4.7 (conntrack-tools): 0 flow events have been shown.

      """
    let file = try conntrack(text).files[0]
    #expect((file.entries, file.malformed, file.skipped, file.lostEvents) == (1, 0, 0, false))
  }

  @Test("Lost events are told")
  func loss() throws {
    let text = """
      \(Self.first)
      WARNING: We have hit ENOBUFS! We are losing events.
      This message means that the current netlink socket buffer size is too small.
      Please, check --buffer-size in conntrack(8) manpage.

      """
    let file = try conntrack(text).files[0]
    #expect(file.lostEvents)
    #expect(file.malformed == 0)
  }

  @Test(
    "An empty table is an answer",
    arguments: [
      "", "\n", "# nothing\n", "conntrack v1.4.7 (conntrack-tools): 0 flow entries have been shown.\n",
    ])
  func empty(text: String) throws {
    let table = try conntrack(text)
    #expect(table.isEmpty)
    #expect(table.hosts == ["n1"])
  }

  @Test("A banner that tore an entry in two, as 2>&1 does, costs nothing", arguments: 1..<first.utf8.count)
  func torn(place: Int) throws {
    let (head, tail) = (Self.first.prefix(place), Self.first.dropFirst(place))
    let banner = "conntrack v1.4.7 (conntrack-tools): 24 flow entries have been shown."
    let table = try conntrack("\(Self.second)\n\(head)\(banner)\n\(tail)\n\(Self.second)\n\(banner)\n")
    #expect(table.count == 3)
    #expect(table.files[0].malformed == 0, "\(table.files[0].problems)")
    let entry = try #require(table.entries(original: ConntrackSample.lines[0].original).first)
    #expect(entry.reply == ConntrackSample.lines[0].reply)
    #expect(entry.line == 2)
  }

  @Test("A file that ends within an entry: no half number is believed", arguments: ConntrackSample.lines)
  func cut(line: ConntrackSample.Line) throws {
    let banner = "conntrack v1.4.7 (conntrack-tools): 2 flow entries have been shown."
    for length in 1..<line.text.utf8.count {
      let table = try conntrack(banner + "\n" + line.text.prefix(length))
      for entry in table.all {
        #expect(entry.original == line.original, "\(length) characters")
        #expect(entry.reply == line.reply, "\(length) characters")
      }
      #expect(table.count + table.files[0].malformed <= 1)
      let torn = try conntrack(banner + "\n" + line.text.prefix(length) + banner)
      #expect(torn.all.allSatisfy { $0.reply == line.reply }, "\(length) characters")
    }
  }

  @Test(
    "A file without an entry is refused, with what it looks like and how to make one",
    arguments: [
      ("<?xml version=\"1.0\"?>\n<conntrack>\n", "-o xml"), ("-A -t 29 -u SEEN_REPLY -s 127.0.0.1\n", "-o save"),
      ("cpu=0   \tfound=0 invalid=0\n", "conntrack -S"), ("{\"kind\": \"List\"}\n", "JSON"),
      ("apiVersion: v1\n", "--cluster"), ("*nat\n:PREROUTING ACCEPT\n", "iptables-save"), ("hello\n", "shape"),
      ("conntrack: command not found\n", "shape"), ("\u{1f}\u{0}\n", "not a text"), ("tcp 6 9 src=1\n", "shape"),
    ])
  func refused(text: String, words: String) {
    var records = ConntrackRecords()
    let error = #expect(throws: ConntrackLoadError.self) {
      try ConntrackText.load(Array(text.utf8), name: "n1.txt", host: "n1", into: &records)
    }
    #expect(error?.description.hasPrefix("n1.txt: ") == true)
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    #expect(error?.description.hasSuffix("conntrack -L -o extended > NODE.txt") == true)
    #expect(records.files.isEmpty)
  }

  @Test(
    "Compressed files and captures are called by name",
    arguments: [
      ([0x1f, 0x8b, 8, 0], "gunzip"), ([0x28, 0xb5, 0x2f, 0xfd], "unzstd"), ([0xd4, 0xc3, 0xb2, 0xa1], "pcap"),
      ([0x0a, 0x0d, 0x0d, 0x0a], "pcapng"), ([0xff, 0xfe, 0x74, 0], "UTF-16"),
    ] as [([UInt8], String)])
  func binary(bytes: [UInt8], words: String) {
    var records = ConntrackRecords()
    let error = #expect(throws: ConntrackLoadError.self) {
      try ConntrackText.load(bytes, name: "x", host: "n1", into: &records)
    }
    #expect(error?.description.contains(words) == true)
  }

  @Test("Of many bad lines the first five are kept")
  func manyProblems() throws {
    let table = try conntrack(Self.first + "\n" + String(repeating: "nonsense\n", count: 1000))
    #expect(table.files[0].malformed == 1000)
    #expect(table.files[0].problems.map(\.line) == [2, 3, 4, 5, 6])
  }

  @Test("Changed bytes cost lines, never the run, and what is read is found again")
  func mutations() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix(state: seed)
    let lines = ConntrackSample.lines.map(\.text) + ConntrackSample.skipped
    let text = Array(lines.joined(separator: "\n").utf8)
    for _ in 0..<3000 {
      var bytes = text
      for _ in 0..<Int.random(in: 1...12, using: &random) { mutate(&bytes, &random) }
      var records = ConntrackRecords()
      do { try ConntrackText.load(bytes, name: "x", host: "n1", into: &records) } catch { continue }
      let table = ConntrackTable(records)
      for entry in table.all {
        #expect(table.entries(original: entry.original).contains(entry), "seed \(seed)")
        #expect(table.entries(translated: entry.translated, host: "n1").contains(entry), "seed \(seed)")
      }
    }
  }

  private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    let place = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes[place] = UInt8.random(in: 1...255, using: &random)
    case 1: bytes.remove(at: place)
    case 2: bytes.insert(Array(" \n=[]0:.9\t".utf8).randomElement(using: &random)!, at: place)
    case 3: bytes.removeSubrange(place..<min(bytes.count, place + 40))
    default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 90)], at: place / 2)
    }
    if bytes.isEmpty { bytes = [0x20] }
  }
}

extension SplitMix: RandomNumberGenerator {}
