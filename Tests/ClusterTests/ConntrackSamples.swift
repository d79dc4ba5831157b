import Cluster
import Foundation
import Testing
import Wire

/// Reads texts as one host's.
func conntrack(_ text: String, host: String = "n1", name: String = "n1.txt") throws -> ConntrackTable {
  var records = ConntrackRecords()
  try ConntrackText.load(Array(text.utf8), name: name, host: host, into: &records)
  return ConntrackTable(records)
}

/// The only entry of a text.
func onlyEntry(_ text: String) throws -> ConntrackEntry {
  let table = try conntrack(text)
  #expect(table.count == 1)
  #expect(table.files[0].malformed == 0, "\(table.files[0].problems)")
  return try #require(table.all.first)
}

extension ConntrackTable {
  var all: [ConntrackEntry] { (0..<count).map { self[$0] } }
}

/// `tcp 10.0.0.1:1 10.0.0.2:2`
func tuple(_ text: String) -> Tuple {
  let words = text.split(separator: " ")
  let (source, destination) = (at(String(words[1])), at(String(words[2])))
  let transports: [Substring: TransportProtocol] = [
    "tcp": .tcp, "udp": .udp, "sctp": .sctp, "icmp": .icmp, "icmpv6": .icmpv6, "udplite": .udpLite,
    "dccp": TransportProtocol(rawValue: 33),
  ]
  return Tuple(
    source: source.ip, sourcePort: source.port, destination: destination.ip, destinationPort: destination.port,
    transport: transports[words[0]]!)
}

/// Lines as the three writers print them (dataplane notes; printed by Linux 6.18 and conntrack 1.4.7), and their meaning
/// as a person reads it: original tuple, reply tuple.
enum ConntrackSample {
  struct Line: CustomTestStringConvertible {
    var text: String
    var original: Tuple
    var reply: Tuple
    var isDNAT: Bool
    var isSNAT: Bool
    var testDescription: String { text }

    init(_ original: String, _ reply: String, _ nat: String, _ text: String) {
      self.text = text
      self.original = tuple(original)
      self.reply = tuple(reply)
      isDNAT = nat.contains("D")
      isSNAT = nat.contains("S")
    }
  }

  static let lines: [Line] = [
    Line(
      "tcp 192.168.50.10:46064 192.168.50.11:30082", "tcp 10.244.2.10:8080 10.244.1.0:41825", "D+S",
      "ipv4     2 tcp      6 431999 ESTABLISHED src=192.168.50.10 dst=192.168.50.11 sport=46064 dport=30082 packets=4 bytes=218 src=10.244.2.10 dst=10.244.1.0 sport=8080 dport=41825 packets=3 bytes=188 [ASSURED] mark=0 delta-time=1 use=1 id=3671962103"
    ),
    Line(
      "udp 192.168.50.10:55061 192.168.50.11:30087", "udp 10.244.2.10:5353 10.244.1.0:48874", "D+S",
      "ipv4     2 udp      17 27 src=192.168.50.10 dst=192.168.50.11 sport=55061 dport=30087 packets=2 bytes=78 src=10.244.2.10 dst=10.244.1.0 sport=5353 dport=48874 packets=2 bytes=80 mark=0 delta-time=3 use=1 id=3895823221"
    ),
    Line(
      "udp 192.168.50.11:52455 192.168.50.12:8472", "udp 192.168.50.12:8472 192.168.50.11:52455", "",
      "ipv4     2 udp      17 27 src=192.168.50.11 dst=192.168.50.12 sport=52455 dport=8472 packets=2 bytes=178 [UNREPLIED] src=192.168.50.12 dst=192.168.50.11 sport=8472 dport=52455 packets=0 bytes=0 mark=0 delta-time=3 use=1 id=3596084667"
    ),
    Line(
      "icmp 10.244.1.10:20005 192.168.50.10:20005", "icmp 192.168.50.10:55055 192.168.50.11:55055", "S",
      "ipv4     2 icmp     1 27 src=10.244.1.10 dst=192.168.50.10 type=8 code=0 id=20005 packets=1 bytes=84 src=192.168.50.10 dst=192.168.50.11 type=0 code=0 id=55055 packets=1 bytes=84 mark=0 delta-time=3 use=1 id=1420740642"
    ),
    Line(
      "tcp 10.244.1.10:41166 10.96.0.52:80", "tcp 10.244.2.10:8080 10.244.1.10:41166", "D",
      "tcp      6 117 TIME_WAIT src=10.244.1.10 dst=10.96.0.52 sport=41166 dport=80 src=10.244.2.10 dst=10.244.1.10 sport=8080 dport=41166 [ASSURED] mark=0 use=1"
    ),
    Line(
      "sctp 192.168.50.10:7777 192.168.50.11:30090", "sctp 10.244.2.10:9000 10.244.1.0:39021", "D+S",
      "sctp     132 8 CLOSED src=192.168.50.10 dst=192.168.50.11 sport=7777 dport=30090 [UNREPLIED] src=10.244.2.10 dst=10.244.1.0 sport=9000 dport=39021 mark=0 use=1"
    ),
    Line(
      "tcp 192.168.50.10:46064 192.168.50.11:30082", "tcp 10.244.2.10:8080 10.244.1.0:41825", "D+S",
      "ipv4     2 tcp      6 431999 ESTABLISHED src=192.168.50.10 dst=192.168.50.11 sport=46064 dport=30082 packets=4 bytes=218 src=10.244.2.10 dst=10.244.1.0 sport=8080 dport=41825 packets=3 bytes=188 [ASSURED] mark=0 zone=0 delta-time=0 use=2"
    ),
    Line(
      "tcp 192.168.50.10:46052 192.168.50.11:30082", "tcp 10.244.2.10:8080 10.244.1.0:47738", "D+S",
      "[1795393540.233866]\t    [NEW] ipv4     2 tcp      6 120 SYN_SENT src=192.168.50.10 dst=192.168.50.11 sport=46052 dport=30082 [UNREPLIED] src=10.244.2.10 dst=10.244.1.0 sport=8080 dport=47738 id=1831754824"
    ),
    Line(
      "tcp 10.244.1.10:56004 10.96.0.58:80", "tcp 10.244.1.11:9999 10.244.1.10:56004", "D",
      "[1795393542.597677]\t[DESTROY] ipv4     2 tcp      6 120 CLOSE src=10.244.1.10 dst=10.96.0.58 sport=56004 dport=80 packets=1 bytes=60 [UNREPLIED] src=10.244.1.11 dst=10.244.1.10 sport=9999 dport=56004 packets=1 bytes=40 delta-time=0 [start=Mon Nov 23 00:25:42 2026] [stop=Mon Nov 23 00:25:42 2026] id=3645379476"
    ),
    // Older kernels: neither timeout nor state.
    Line(
      "tcp 10.244.1.10:56004 10.96.0.58:80", "tcp 10.244.1.11:9999 10.244.1.10:56004", "D",
      "[DESTROY] tcp      6 src=10.244.1.10 dst=10.96.0.58 sport=56004 dport=80 src=10.244.1.11 dst=10.244.1.10 sport=9999 dport=56004 [ASSURED]"
    ),
    Line(
      "icmpv6 [fd00:10:244:1::3]:31741 [fd00:10:244:2::5]:31741",
      "icmpv6 [fd00:10:244:2::5]:31741 [fd00:10:244:1::3]:31741", "",
      "[1795398978.239634]\t    [NEW] ipv6     10 icmpv6   58 30 src=fd00:10:244:1::3 dst=fd00:10:244:2::5 type=128 code=0 id=31741 [UNREPLIED] src=fd00:10:244:2::5 dst=fd00:10:244:1::3 type=129 code=0 id=31741 id=72215312"
    ),
    Line(
      "tcp [2001:db8:7::7]:51550 [fd00:192:168:49::2]:30001", "tcp [fd00:10:244:2::5]:80 [fd00:10:244:1::]:1727", "D+S",
      "ipv6     10 tcp      6 119 TIME_WAIT src=2001:db8:7::7 dst=fd00:192:168:49::2 sport=51550 dport=30001 packets=5 bytes=468 src=fd00:10:244:2::5 dst=fd00:10:244:1:: sport=80 dport=1727 packets=5 bytes=762 [ASSURED] mark=0 use=1"
    ),
    Line(
      "udplite 10.0.0.1:1 10.0.0.2:2", "udplite 10.0.0.2:2 10.0.0.1:1", "",
      "udplite  136 29 src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1 mark=0 use=1"
    ),
    Line(
      "dccp 10.0.0.1:1 10.0.0.2:2", "dccp 10.0.0.2:2 10.0.0.1:1", "",
      "dccp     33 59 REQUEST src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1 mark=0 use=1"
    ),
    // Printed by conntrack -D while conntrack -E ran: a userspace program did it.
    Line(
      "udp 0.0.0.0:56051 10.0.0.9:53", "udp 127.0.0.1:5353 0.0.0.0:56051", "D",
      "[1795557453.659443]\t[DESTROY] ipv4     2 udp      17 29 src=0.0.0.0 dst=10.0.0.9 sport=56051 dport=53 packets=1 bytes=29 [UNREPLIED] src=127.0.0.1 dst=0.0.0.0 sport=5353 dport=56051 packets=0 bytes=0 delta-time=0 [start=Tue Nov 24 21:57:33 2026] [stop=Tue Nov 24 21:57:33 2026] id=3712431458 [USERSPACE] portid=4118237143"
    ),
    Line(
      "tcp 10.0.0.1:1 10.0.0.2:2", "tcp 10.0.0.3:3 10.0.0.1:1", "D",
      "ipv4     2 tcp      6 src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 packets=5 bytes=9 src=10.0.0.3 dst=10.0.0.1 sport=3 dport=1 packets=4 bytes=8 [HW_OFFLOAD] mark=0 secctx=system_u:object_r:unlabeled_t:s0 zone=65520 labels=a,b helper=ftp use=2"
    ),
    Line(
      "tcp 10.0.0.1:1 10.0.0.2:2", "tcp 10.0.0.3:3 10.0.0.1:1", "D",
      "tcp      6 9 CLOSE src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 zone-orig=7 src=10.0.0.3 dst=10.0.0.1 sport=3 dport=1 mark=0 use=1"
    ),
  ]

  /// Entries of flows without ports or echo identifier.
  static let skipped = [
    "ipv4     2 gre      47 29 timeout=30, stream_timeout=180 src=10.0.0.1 dst=10.0.0.2 srckey=0x0 dstkey=0x0 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 srckey=0x0 dstkey=0x0 mark=0 use=2",
    "unknown  2 575 src=10.0.0.1 dst=224.0.0.22 [UNREPLIED] src=224.0.0.22 dst=10.0.0.1 mark=0 use=1",
    "icmp     1 29 src=10.0.0.1 dst=10.0.0.2 type=13 code=0 id=9 src=10.0.0.2 dst=10.0.0.1 type=14 code=0 id=9 mark=0 use=1",
    "ipv4     2 unknown  4 599 src=10.0.0.1 dst=10.0.0.2 src=10.0.0.2 dst=10.0.0.1 mark=0 use=1",
  ]
}
