/// One word of a command, as a POSIX shell reads it back: names from clusters may hold anything.
public enum ShellWord {
  /// - Returns: the word itself where no character means something; else in quotes. Bytes that would move a terminal are
  ///   written as bash and zsh read them, `$'\033'`.
  public static func quoted(_ word: String) -> String {
    if !word.isEmpty, word.utf8.allSatisfy(isPlain) { return word }
    guard word.unicodeScalars.allSatisfy({ $0 == " " || printable(String($0)) == String($0) }) else {
      return "$'" + word.utf8.map(escaped).joined() + "'"
    }
    return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// A file's name made of a node's or pod's; never an option, never in another folder.
  public static func fileName(_ name: String) -> String {
    let bytes = name.utf8.map { isPlain($0) && $0 != UInt8(ascii: "/") ? $0 : UInt8(ascii: "_") }
    let text = String(decoding: bytes.prefix(200), as: UTF8.self)
    return text.hasPrefix("-") || text.hasPrefix(".") ? "_" + text.dropFirst() : text
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x30...0x39: true
    default: "-_./:=,@%+".utf8.contains(byte)
    }
  }

  private static func escaped(_ byte: UInt8) -> String {
    if isPlain(byte) || byte == UInt8(ascii: " ") { return String(UnicodeScalar(byte)) }
    let digits = String(byte, radix: 8)
    return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
