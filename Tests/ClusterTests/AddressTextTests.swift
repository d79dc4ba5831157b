import Testing
import Wire

/// Addresses and ranges as text: strict in, RFC 5952 out.
@Suite struct AddressTextTests {
  @Test(
    "What is read is written the same",
    arguments: [
      "0.0.0.0", "10.0.0.1", "255.255.255.255", "::", "::1", "fd00:10::a", "2001:db8::1", "2001:db8:0:1:1:1:1:1",
      "1:2:3:4:5:6:7:8", "fe80::", "1::8", "2001:0:0:1::1", "64:ff9b::a00:1",
    ])
  func same(text: String) { #expect(IPAddress(text)?.description == text) }

  @Test(
    "Other spellings have one form",
    arguments: [
      ("::ffff:10.0.0.1", "10.0.0.1"), ("::FFFF:a00:1", "10.0.0.1"), ("2001:DB8::0001", "2001:db8::1"),
      ("64:ff9b::10.0.0.1", "64:ff9b::a00:1"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("1:0:0:2:3:0:0:4", "1::2:3:0:0:4"),
      ("0:0:0:0:0:0:0:0", "::"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ])
  func canonical(text: String, form: String) { #expect(IPAddress(text)?.description == form) }

  @Test(
    "What two readers could read differently, or no reader should",
    arguments: [
      "", "1", "010.0.0.1", "10.0.0.01", "10.0.0", "10.0.0.1.2", "10.0.0.256", "10.0.0.-1", " 10.0.0.1", "10.0.0.1 ",
      "0x0a.0.0.1", "10..0.1", "10.0.0.1:80", "fe80::1%eth0", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
      "12345::", ":1::", "1:", "g::", "::10.0.0.1.2", "10.0.0.1::", "1:2:3:4:5:6:7:8::", "١0.0.0.1", "::ffff:010.0.0.1",
      String(repeating: "1:", count: 1_000),
    ])
  func refused(text: String) { #expect(IPAddress(text) == nil) }

  @Test("A block contains its addresses, whatever host bits it was written with")
  func prefixes() throws {
    let block = try #require(IPPrefix("10.244.1.7/24"))
    #expect(block.description == "10.244.1.0/24")
    #expect(block.contains(IPAddress("10.244.1.255")!))
    #expect(!block.contains(IPAddress("10.244.2.0")!))
    let six = try #require(IPPrefix("fd00:244:1::/64"))
    #expect(six.contains(IPAddress("fd00:244:1::1")!))
    #expect(!six.contains(IPAddress("fd00:244:2::1")!))
    #expect(IPPrefix("0.0.0.0/0")?.contains(IPAddress("8.8.8.8")!) == true)
    #expect(IPPrefix("0.0.0.0/0")?.contains(IPAddress("fd00::1")!) == false)
    #expect(IPPrefix("::/0")?.contains(IPAddress("fd00::1")!) == true)
    #expect(IPPrefix("::/0")?.contains(IPAddress("10.0.0.1")!) == false)
    #expect(IPPrefix("::ffff:10.0.0.0/104")?.description == "10.0.0.0/8")
  }

  @Test(
    "Blocks that are none",
    arguments: [
      "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08", "::/129", "/8",
      "10.0.0.0/8/8", "::ffff:10.0.0.0/64",
    ])
  func badPrefixes(text: String) { #expect(IPPrefix(text) == nil) }
}
