import Foundation
import Testing

@testable import Capture

enum TcpdumpProgram {
  static let path = ["/usr/bin/tcpdump", "/usr/sbin/tcpdump"].first { FileManager.default.isExecutableFile(atPath: $0) }
}

/// tcpdump, which has the same language, leaves the same packets.
@Suite(.enabled(if: TcpdumpProgram.path != nil, "skipped: tcpdump is not installed"))
struct FilterWitnessTests {
  private static let captures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "captures")

  @Test(
    "As many packets as tcpdump -r FILE EXPRESSION prints",
    arguments: [
      "nginx-service/worker-1_eth0.pcap", "any-sll2/worker-1_any.pcap", "ipv6-service/worker-1_eth0.pcap",
      "dns-clusterip/worker-1_eth0.pcap", "sctp/worker-1_eth0.pcap", "dns-clusterip/worker-1_cni0.pcap",
    ])
  func counts(_ name: String) throws {
    let file = Self.captures.appending(path: name).path
    #expect(FileManager.default.fileExists(atPath: file))
    var different = Set<Int>()
    for expression in [
      "tcp", "not tcp", "udp", "ip6", "arp", "port 80", "src port 80", "dst portrange 30000-32767", "host 203.0.113.7",
      "net 10.244.0.0/16 and not port 53", "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0", "less 80", "greater 100",
      "ip proto 132", "udp port 8472 or udp port 4789", "ip multicast",
    ] {
      let ours = try count(file, expression)
      #expect(ours == (try theirs(file, expression)), "\(expression)")
      different.insert(ours)
    }
    #expect(different.count > 2)
  }

  private func count(_ file: String, _ expression: String) throws -> Int {
    var input = try PacketInput([file])
    var filter = PacketFilter(expression)
    var (admitted, all) = (0, 0)
    while input.advance() {
      if all == 0 { try filter.cover(input.interfaces) }
      all += 1
      if filter.admits(input.packet) { admitted += 1 }
    }
    #expect(filter.leftOut == all - admitted)
    return admitted
  }

  private func theirs(_ file: String, _ expression: String) throws -> Int {
    let (process, out) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: try #require(TcpdumpProgram.path))
    process.arguments = ["-n", "-t", "-q", "-r", file, expression]
    process.standardOutput = out
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return text.count { $0 == UInt8(ascii: "\n") }
  }
}
