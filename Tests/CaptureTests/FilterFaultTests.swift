import Testing
import Wire

@testable import Capture

/// Where an expression is wrong, and what would be right.
@Suite struct FilterFaultTests {
  private func fault(_ expression: String) throws -> FilterFault {
    var filter = PacketFilter(expression)
    do throws(FilterFault) {
      try filter.cover([Self.interface(.ethernet)])
    } catch {
      return error
    }
    throw Wrong(expression: expression)
  }
  private struct Wrong: Error { var expression: String }

  static func interface(_ linkType: LinkType) -> CaptureInterface {
    CaptureInterface(
      file: 0, host: "n1", isHostKnown: true, name: "eth0", isNameOwn: false, description: "", linkType: linkType,
      snapLength: 0, dropped: nil, packets: 0)
  }

  @Test(
    "The word that is wrong, libpcap's words, and the remedy",
    arguments: [
      ("tcp prot 80", "prot", "syntax error", "tcp port 80"),
      ("prot tcp", "prot", "syntax error", nil),
      ("tpc port 80", "tpc", "syntax error", "tcp port 80"),
      ("host 10.0.0.1 port 80", "port", "syntax error", "host 10.0.0.1 and port 80"),
      ("src 10.0.0.1 or or tcp", "or", "syntax error", nil),
      ("tcp)", ")", "syntax error", nil),
      ("10.0.0.1", "10.0.0.1", "syntax error", "host 10.0.0.1"),
      ("10.0.0.0/24 and tcp", "10.0.0.0/24", "syntax error", "net 10.0.0.0/24 and tcp"),
      ("port 80 foo", "foo", "syntax error", nil),
      ("tcp # 3", "#", "syntax error", nil),
      ("port 99999", "99999", "illegal port number 99999 > 65535", nil),
      ("port htpp", "htpp", "unknown port 'htpp'", nil),
      ("udp and port 80-90", "80-90", "unknown port '80-90'", "udp and portrange 80-90"),
      ("tcp and host 10.0.0.300", "10.0.0.300", "invalid IPv4 address '10.0.0.300'", nil),
      ("net 10.0.0.1/8", "10.0.0.1/8", "non-network bits set in \"10.0.0.1/8\"", nil),
      ("net 10.0.0.0/33", "10.0.0.0/33", "mask length must be <= 32", nil),
      ("port 1 and ip6 host 10.0.0.1", "10.0.0.1", "'ip6' modifier applied to ip host", nil),
      ("tcp dst 80", "80", "'tcp' modifier applied to host", "tcp dst port 80"),
      ("proto foo", "foo", "unknown ip proto 'foo'", nil),
    ] as [(String, String, String, String?)])
  func placed(_ expression: String, _ word: String, _ message: String, _ remedy: String?) throws {
    let fault = try fault(expression)
    let place = try #require(fault.place)
    #expect(String(decoding: Array(expression.utf8)[place], as: UTF8.self) == word)
    #expect(fault.message == message)
    #expect(fault.remedy == remedy)
  }

  @Test(
    "Something is missing at the end", arguments: ["host", "tcp port", "tcp port 80 and", "(tcp", "tcp[13", "less"])
  func missing(_ expression: String) throws {
    let fault = try fault(expression)
    #expect(fault.place == expression.utf8.count..<expression.utf8.count)
  }

  @Test("What cannot be pinned is not", arguments: ["tcp and udp", String(repeating: "tcp or ", count: 600)])
  func unplaced(_ expression: String) throws { #expect(try fault(expression).place == nil) }

  @Test("Packets of a link type that libpcap has no filters for: the words are right")
  func linkType() throws {
    var filter = PacketFilter("tcp port 80")
    let fault = #expect(throws: FilterFault.self) { try filter.cover([Self.interface(LinkType(rawValue: 189))]) }
    #expect(fault?.linkType == "USB_LINUX" && fault?.place == nil)
    #expect(fault?.message == "USB link-layer type filtering not implemented")
  }

  @Test("Of a kind that only another link type has", arguments: ["ifindex 2", "inbound"])
  func kind(_ expression: String) throws {
    var filter = PacketFilter(expression)
    try filter.cover([Self.interface(.linuxCooked2)])
    #expect(PacketFilter.syntaxFault(of: expression) == nil)
  }

  @Test(
    "Any words end in an answer",
    arguments: ["\u{1b}[31m", "(((((((((", "[[]]", "节点 80", "'", "\\", "!!!!", "host host"])
  func hostile(_ expression: String) throws { #expect(try !fault(expression).message.isEmpty) }

  @Test("Newlines part words as spaces do")
  func lines() throws {
    var filter = PacketFilter("tcp\nport\t80")
    try filter.cover([Self.interface(.ethernet)])
    #expect(filter.expression == "tcp port 80")
  }
}
