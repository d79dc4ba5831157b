import Wire

/// What `nft list ruleset` and `nft list table ip kube-proxy` print.
///
/// ```
/// table ip kube-proxy {
/// 	map service-ips {
/// 		elements = { 10.96.0.10 . tcp . 53 : goto service-NWBZK7IH-kube-system/kube-dns/tcp/dns-tcp,
/// 			     172.18.0.201 . tcp . 8088 : goto external-7VMGC2GD-default/web-ext/tcp/http }
/// 	}
/// 	chain service-NWBZK7IH-kube-system/kube-dns/tcp/dns-tcp {
/// 		meta l4proto tcp dnat ip to numgen random mod 2 map { 0 : 10.244.1.11 . 53, 1 : 10.244.2.8 . 53 }
/// 	}
/// }
/// ```
/// Chains of iptables' own tables, which `nft` lists too, are read as far as it shows them: without comments.
struct NFTText {
  private enum Block {
    case table
    case chain(String)
    case map(String)
    case other
  }

  private var book: RuleBook
  /// nil in `inet` tables.
  private var family: AddressFamily?
  private var table = ""
  private var open: [Block] = []
  /// Elements of a map, or of a set that does not count, of which the end is still to come.
  private var elements: NFTElements?
  /// A rule whose braces are not all closed yet, and how many are not.
  private var unfinished: (words: [String], line: Int, depth: Int)?

  /// Words of one rule, or of one element.
  private static let mostWords = 2_000_000

  static func read(_ bytes: [UInt8], name: String) -> RuleBook {
    var text = NFTText(book: RuleBook(file: name))
    var lines = RuleLines(bytes)
    while let line = lines.next() { text.read(line) }
    text.finish(lines.leftOut)
    return text.book
  }

  private mutating func finish(_ leftOut: Int) {
    if leftOut > 0 {
      book.isCut = true
      book.problems.append("\(book.file) has \(leftOut) lines that are too long to be rules.")
    }
    book.isCut = book.isCut || !open.isEmpty || unfinished != nil || elements != nil
  }

  private mutating func read(_ line: RuleLines.Line) {
    var words = RuleWords.of(line.text, splitsMarks: true)
    if let comment = words.firstIndex(of: "#") { words.removeSubrange(comment...) }
    // The last line of a cut file may have half an address.
    if words.isEmpty || (line.isLast && words != ["}"]) { return }
    if elements != nil {
      readElements(words[...], line.number)
    } else if let rule = unfinished {
      continueRule(rule, words)
    } else {
      readStatement(words, line.number)
    }
  }

  private mutating func readStatement(_ words: [String], _ line: Int) {
    switch (open.last, words[0]) {
    case (nil, "table") where words.last == "{": openTable(words)
    case (nil, _): break
    case (_, "}"): open.removeLast()
    case (.table, "chain") where words.count > 2 && words.last == "{":
      book.declare(words[1], table: table, family)
      open.append(.chain(words[1]))
    case (.table, "map") where words.count > 2 && words.last == "{": open.append(.map(words[1]))
    case (.table, _) where words.last == "{": open.append(.other)
    case (_, "elements") where words.count > 2: openElements(words, line)
    case (.chain, _): continueRule(([], line, 0), words)
    case (.other, _) where words.last == "{": open.append(.other)
    default: break
    }
  }

  private mutating func openTable(_ words: [String]) {
    open = [.table]
    guard words.count > 3 else { return }
    family = words[1] == "ip" ? .ipv4 : words[1] == "ip6" ? .ipv6 : nil
    table = words[2]
    if table == "kube-proxy", let family { book.declareKubeProxy(family) }
  }

  private mutating func openElements(_ words: [String], _ line: Int) {
    let map: String? = if case .map(let name) = open.last, table == "kube-proxy" { name } else { nil }
    elements = NFTElements(map: map, family, table, file: book.file)
    readElements(words.dropFirst(words[1] == "=" ? 3 : 2), line)
  }

  private mutating func readElements(_ words: ArraySlice<String>, _ line: Int) {
    guard var reader = elements else { return }
    for word in words where !reader.isClosed { reader.take(word, line, into: &book) }
    elements = reader.isClosed ? nil : reader
  }

  /// Sets within a rule stand in its line, but nobody promises that.
  private mutating func continueRule(_ rule: (words: [String], line: Int, depth: Int), _ words: [String]) {
    let depth = rule.depth + words.count { $0 == "{" } - words.count { $0 == "}" }
    let all = rule.words.isEmpty ? words : rule.words + words
    if depth > 0 {
      guard all.count <= Self.mostWords else {
        unfinished = nil
        book.isCut = true
        return
      }
      unfinished = (all, rule.line, depth)
      return
    }
    unfinished = nil
    guard case .chain(let chain) = open.last else { return }
    let place = RulePlace(file: book.file, line: rule.line, chain: chain)
    var statement = RuleStatement(family: family, table: table, chain: chain, place: place)
    NFTRule.read(all, into: &statement)
    book.add(statement)
  }
}
