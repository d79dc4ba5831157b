import Capture
import Wire

/// What stands behind the options: files, then the words of a packet filter.
///
/// ```
/// a.pcap b.pcap host 10.0.0.1 and port 80
/// └── files ──┘ └───── expression ──────┘
/// ```
/// The first word that is no file begins the expression; all behind it belong to it.
struct CaptureWords: Equatable {
  var files: [String] = []
  var expression: String?

  init(_ words: [String], exists: (String) -> Bool) {
    let start = words.firstIndex { !Self.isFile($0, exists) } ?? words.endIndex
    // A single word that begins no filter is a file that is not there: that is the likelier mistake.
    let isMissing = start == 0 && words.first.map { !Self.beginsFilter($0) } ?? false
    let cut = isMissing ? (words.dropFirst().firstIndex { !Self.isFile($0, exists) } ?? words.endIndex) : start
    files = Array(words[..<cut])
    if cut < words.endIndex { expression = words[cut...].joined(separator: " ") }
  }

  /// | a word | is |
  /// |---|---|
  /// | `-` | standard input |
  /// | of the filter's language: `host`, `tcp`, `not` | the filter's; write `./tcp` for a file of that name |
  /// | a file or folder that is there | a file |
  /// | an address or a block of them, or with spaces, brackets, … | the filter's |
  /// | with a `/`, or with the suffix of a capture or of objects | a file, that is not there |
  private static func isFile(_ word: String, _ exists: (String) -> Bool) -> Bool {
    if word == "-" { return true }
    if PacketFilter.isWord(word) { return false }
    if exists(word) { return true }
    return !beginsFilter(word) && looksLikePath(word)
  }

  private static func beginsFilter(_ word: String) -> Bool {
    if PacketFilter.isWord(word) || IPAddress(word) != nil || IPPrefix(word) != nil { return true }
    return word.contains { $0.isWhitespace || "()[]!&|<>=".contains($0) }
  }

  private static func looksLikePath(_ word: String) -> Bool {
    if word.contains("/") { return true }
    let suffixes = [".pcap", ".pcapng", ".cap", ".dump", ".gz", ".zst", ".json", ".yaml", ".yml", ".txt", ".db"]
    let name = word.lowercased()
    // tcpdump -C and -W number the files they begin: a.pcap12.
    let unnumbered = String(name.reversed().drop { $0.isNumber }.reversed())
    return suffixes.contains { name.hasSuffix($0) || unnumbered.hasSuffix($0) }
  }
}
