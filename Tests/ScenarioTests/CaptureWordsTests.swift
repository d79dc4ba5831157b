import ArgumentParser
import Testing

@testable import hopscope

/// Which words are files and which a packet filter, when a.pcap, dir, tcp and note are there.
@Suite struct CaptureWordsTests {
  @Test(
    "Files end where the filter begins",
    arguments: [
      ("a.pcap", 1, nil), ("a.pcap - dir note", 4, nil),
      ("a.pcap host 10.0.0.1 and port 80", 1, "host 10.0.0.1 and port 80"),
      ("a.pcap tcp", 1, "tcp"), ("a.pcap ./tcp", 2, nil), ("a.pcap missing.pcap", 2, nil),
      ("a.pcap ./missing tcp port 80", 2, "tcp port 80"), ("a.pcap rotated.pcap12 udp", 2, "udp"),
      ("a.pcap not port 22", 1, "not port 22"), ("a.pcap ! port 22", 1, "! port 22"), ("a.pcap (tcp)", 1, "(tcp)"),
      ("- port 80", 1, "port 80"), ("a.pcap prot 80", 1, "prot 80"), ("a.pcap 10.0.0.1", 1, "10.0.0.1"),
      ("a.pcap 10.0.0.0/24", 1, "10.0.0.0/24"), ("a.pcap udp a.pcap", 1, "udp a.pcap"), ("missing", 1, nil),
      ("missing tcp", 1, "tcp"), ("missing.pcap", 1, nil), ("port 80", 0, "port 80"), ("a.pcap b.json", 2, nil),
      ("a.pcap case.tar/x", 2, nil), ("a.pcap tcp[13] & 2 != 0", 1, "tcp[13] & 2 != 0"),
    ] as [(String, Int, String?)])
  func split(_ line: String, _ files: Int, _ expression: String?) {
    let words = line.split(separator: " ").map(String.init)
    let found = CaptureWords(words) { ["a.pcap", "dir", "tcp", "./tcp", "note"].contains($0) }
    #expect(found.files == Array(words.prefix(files)))
    #expect(found.expression == expression)
  }

  @Test("One quoted word is an expression; a file of that name is a file")
  func quoted() {
    #expect(CaptureWords(["a b.pcap", "tcp port 80"]) { $0 == "a b.pcap" }.expression == "tcp port 80")
    #expect(CaptureWords(["a b.pcap", "tcp port 80"]) { _ in true }.files.count == 2)
    #expect(CaptureWords([]) { _ in true } == CaptureWords([]) { _ in false })
  }
}

/// `--not`, whose place matters.
@Suite struct ReversedSelectorTests {
  @Test(
    "It reverses the selector that follows, and that only",
    arguments: [
      ("replay a --not --state ok --port 80", "replay a --state !ok --port 80"),
      ("replay --not --state=ok a", "replay --state=!ok a"), ("replay --not -n shop a", "replay -n !shop a"),
      ("replay --not --to-service w --not --ip ::1 a", "replay --to-service !w --ip !::1 a"),
      ("replay a -- --not", "replay a -- --not"), ("replay a not port 80", "replay a not port 80"),
      ("replay a --not --state", "replay a --state"), ("replay a --not --state --port 1", "replay a --state --port 1"),
    ])
  func resolved(_ line: String, _ expected: String) throws {
    #expect(
      try ReversedSelectors.resolve(line.split(separator: " ").map(String.init)).joined(separator: " ") == expected)
  }

  @Test(
    "Without one it is wrong, and so are tcpdump's -n and -nn",
    arguments: [
      ("replay a --not", "--not reverses the selector"),
      ("replay --not --not --state ok", "--not reverses the selector"),
      ("replay --not --first 3", "--first is none"), ("replay --not a.pcap --state ok", "a.pcap is none"),
      ("replay --not --cluster x", "--cluster is none"), ("replay --not --state !ok", "say only one"),
      ("replay -nn a.pcap", "--numeric"), ("replay -nnn a.pcap", "--numeric"), ("replay -n a.pcap", "--numeric"),
      ("replay -n -q a.pcap", "--numeric"),
    ])
  func wrong(_ line: String, _ words: String) {
    let error = #expect(throws: ValidationError.self) {
      try ReversedSelectors.resolve(line.split(separator: " ").map(String.init))
    }
    #expect(error?.message.contains(words) == true)
  }
}
