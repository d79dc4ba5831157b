import Wire

/// Finds the word that libpcap stumbled over, which it does not say, by compiling beginnings of the expression:
///
/// ```
/// tcp prot 80      tcp …         can be completed
///     ^^^^         tcp prot …    cannot
/// ```
/// Names that would be looked up are replaced by addresses and numbers, so that no question goes to a name server.
struct FilterFaultFinder {
  private let expression: String
  private let linkType: LinkType
  private let words: [FilterWords.Word]
  /// Beginnings of longer expressions are not compiled.
  private static let mostWords = 512

  init(_ expression: String, _ linkType: LinkType) {
    self.expression = expression
    self.linkType = linkType
    words = FilterWords(expression).words
  }

  /// - Returns: a word's number; that behind the last when something is missing at the end; nil when none can be named.
  func find(_ refusal: FilterProgram.Refusal) -> Int? {
    guard !words.isEmpty, words.count <= Self.mostWords else { return nil }
    if refusal.isSyntax { return unknownWord(at: syntaxFault()) }
    if let quoted = quoted(refusal.message) { return quoted }
    return words.indices.first { last in
      Self.endings.contains { FilterProgram.refusal(of: beginning(last + 1, $0), linkType) == refusal }
    }
  }

  func place(_ word: Int) -> Range<Int> {
    let end = words.last?.range.upperBound ?? 0
    return word < words.count ? words[word].range : end..<end
  }

  /// The first word behind which nothing can follow that makes it right.
  private func syntaxFault() -> Int {
    var (low, high) = (0, words.count)
    while low < high {
      let middle = (low + high) / 2
      if isBeginning(middle + 1) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// A word that the language does not have is at fault, though it was taken for a name and the next one refused.
  private func unknownWord(at fault: Int) -> Int {
    guard fault > 0, FilterWords.isUnknown(words[fault - 1].text) else { return fault }
    guard fault == words.count || !FilterWords.isUnknown(words[fault].text) else { return fault }
    let before = fault > 1 ? words[fault - 2].text : ""
    return FilterWords.awaitingName.contains(before) ? fault : fault - 1
  }

  /// What libpcap quotes as unknown or invalid.
  private func quoted(_ message: String) -> Int? {
    guard message.hasPrefix("unknown") || message.hasPrefix("invalid") || message.hasPrefix("non-network") else {
      return nil
    }
    let parts = message.split(whereSeparator: { $0 == "'" || $0 == "\"" })
    guard parts.count >= 2 else { return nil }
    return words.firstIndex { $0.text == parts[1] }
  }

  private func isBeginning(_ count: Int) -> Bool {
    Self.endings.contains { ending in
      FilterProgram.refusal(of: beginning(count, ending), linkType).map { !$0.isSyntax } ?? true
    }
  }

  /// The first words and an ending, with what they opened closed.
  private func beginning(_ count: Int, _ ending: String) -> String {
    let taken = words[..<count].indices.map(harmless)
    let depth = taken.reduce(0) { $0 + ($1 == "(" ? 1 : $1 == ")" ? -1 : 0) }
    return (taken + [ending] + Array(repeating: ")", count: max(0, depth))).joined(separator: " ")
  }

  private func harmless(_ index: Int) -> String {
    let word = words[index].text
    guard index > 0, FilterWords.isUnknown(word) else { return word }
    switch words[index - 1].text {
    case "port": return "80"
    case "portrange": return "80-81"
    case "proto", "protochain": return word.hasPrefix("\\") ? word : "6"
    case "host", "src", "dst", "and", "or", "not", "(", "!", "&&", "||", "gateway": return "10.0.0.1"
    case "net": return "10.0.0.0"
    default: return word
    }
  }

  /// Something of every kind that may be missing.
  private static let endings = [
    "", "80", "10.0.0.1", "tcp", "host 10.0.0.1", "port 80", "80-81", "= 0", "0 = 0", "] = 0", "0] = 0", "1] = 0", "6",
    "proto 6", "10.0.0.0/8", "00:00:00:00:00:00", "host 00:00:00:00:00:00", "mgt",
  ]
}

extension FilterFaultFinder {
  /// The expression with one word put in before the fault, or with another one in its place.
  func remedy(_ fault: Int) -> String? {
    let texts = words.map(\.text)
    var attempts: [[String]] = []
    if fault < texts.count, FilterWords.isUnknown(texts[fault]) {
      for near in Self.neighbours(of: texts[fault]) { attempts.append(replacing(fault, near)) }
    }
    if fault < texts.count {
      for word in ["host", "net", "and", "port"] { attempts.append(texts[..<fault] + [word] + texts[fault...]) }
    }
    if fault > 0, fault < texts.count, texts[fault - 1] == "port" { attempts.append(replacing(fault - 1, "portrange")) }
    let right = attempts.first { attempt in
      // A name more would be one to look up.
      attempt.indices.allSatisfy { !FilterWords.isUnknown(attempt[$0]) || attempt.count == texts.count }
        && FilterProgram.refusal(of: attempt.joined(separator: " "), linkType) == nil
    }
    return right?.joined(separator: " ")
  }

  private func replacing(_ index: Int, _ word: String) -> [String] {
    var texts = words.map(\.text)
    texts[index] = word
    return texts
  }

  /// Words of the language that differ by one letter changed, dropped, put in or swapped.
  private static func neighbours(of word: String) -> [String] {
    let wanted = Array(word.lowercased())
    return FilterWords.language.sorted().filter { isNear(wanted, Array($0)) }
  }

  private static func isNear(_ left: [Character], _ right: [Character]) -> Bool {
    guard abs(left.count - right.count) <= 1, left.count > 1 else { return false }
    let start = zip(left, right).prefix { $0 == $1 }.count
    let (leftRest, rightRest) = (left.dropFirst(start), right.dropFirst(start))
    let end = zip(leftRest.reversed(), rightRest.reversed()).prefix { $0 == $1 }.count
    let (middle, other) = (leftRest.dropLast(end), rightRest.dropLast(end))
    return middle.count <= 1 && other.count <= 1 || middle.count == 2 && Array(middle) == other.reversed()
  }
}
