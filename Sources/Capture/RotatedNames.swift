/// Names of captures that were written in parts: tcpdump `-C` (`x.pcap`, `x.pcap1`, `x.pcap00`), `-G` (`x-20261125-101500.pcap`
/// and other forms of a time), dumpcap `-b` (`x_00001_20261125101500.pcapng`), logrotate (`x.pcap.1`).
///
/// Names only suggest that files are parts of one capture; whether they are, the times in them say.
enum RotatedNames {
  /// For each path the first one that is called like it but for numbers and times, in the same folder.
  static func groups(_ paths: [String]) -> [Int] {
    var first: [String: Int] = [:]
    return paths.enumerated().map { index, path in
      guard path != "-" else { return index }
      let folder = path.dropLast(lastComponent(path).count)
      let name = "\(folder)\(base(fileStem(path)))"
      return first[name]
        ?? {
          first[name] = index; return index
        }()
    }
  }

  /// A stem without the number and time of its part.
  static func base(_ stem: String) -> String {
    let bytes = Array(stem.utf8)
    var words = words(bytes)
    guard words.count > 1 else { return stem }
    // The longest ending that is nothing but a part's number and time.
    words.removeFirst()
    for (position, word) in words.enumerated() where isPart(words[position...].map { bytes[$0] }) {
      return String(decoding: bytes[..<(word.lowerBound - 1)], as: UTF8.self)
    }
    return stem
  }

  /// Between `-`, `_`, `:`, `.`, and the `T` before a time; a `Z` at the end is left out.
  private static func words(_ bytes: [UInt8]) -> [Range<Int>] {
    let end = bytes.last == UInt8(ascii: "Z") ? bytes.count - 1 : bytes.count
    var words: [Range<Int>] = []
    var start = 0
    for index in 0..<end {
      let isTime = bytes[index] == UInt8(ascii: "T") && index > 0 && isDigit(bytes[index - 1])
      guard isTime || "-_:.".utf8.contains(bytes[index]) else { continue }
      words.append(start..<index)
      start = index + 1
    }
    return words + [start..<end]
  }

  /// `00001`, `20261125101500`, `20261125` `101500`, `2026` `11` `25` `10` `15` `00`, `1795398611`.
  private static func isPart(_ words: [ArraySlice<UInt8>]) -> Bool {
    guard let first = words.first, words.allSatisfy({ $0.allSatisfy(isDigit) }) else { return false }
    let isYear =
      first.count == 4 && (first.starts(with: "19".utf8) || first.starts(with: "20".utf8)) && words.count >= 3
    return (isYear || first.count >= 5) && words.dropFirst().allSatisfy { $0.count == 2 || $0.count >= 5 }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
