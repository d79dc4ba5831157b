import Wire

/// What `nft -j list ruleset` prints: the same rules as objects, without line numbers.
struct NFTJSON {
  private var book: RuleBook

  static func read(_ bytes: [UInt8], name: String) throws(RulesLoadError) -> RuleBook {
    var parser = JSONTreeParser(bytes, from: bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0)
    let tree: JSONTree?
    do {
      tree = try parser.next()
    } catch {
      throw RulesLoadError(name, "it is not valid JSON: was it saved whole? \(RulesLoadError.advice)")
    }
    guard let list = tree.map({ JSONPlace($0, 0) })?["nftables"], list.isArray else {
      throw RulesLoadError(name, "it is JSON, but not what nft -j prints. \(RulesLoadError.advice)")
    }
    var reader = NFTJSON(book: RuleBook(file: name))
    for object in list.elements { reader.read(object) }
    return reader.book
  }

  private mutating func read(_ object: JSONPlace) {
    if let table = object["table"] {
      if table["name"]?.text == "kube-proxy", let family = Self.family(table) { book.declareKubeProxy(family) }
    } else if let chain = object["chain"], let name = chain["name"]?.text, let table = chain["table"]?.text {
      book.declare(name, table: table, Self.family(chain))
    } else if let map = object["map"] {
      readMap(map)
    } else if let rule = object["rule"] {
      readRule(rule)
    }
  }

  private static func family(_ object: JSONPlace) -> AddressFamily? {
    switch object["family"]?.text {
    case "ip": .ipv4
    case "ip6": .ipv6
    default: nil
    }
  }

  private mutating func readMap(_ object: JSONPlace) {
    guard let name = object["name"]?.text, let map = NFTMap(name), object["table"]?.text == "kube-proxy",
      let family = Self.family(object)
    else { return }
    let place = RulePlace(file: book.file, line: nil, chain: name)
    for element in object["elem"]?.elements ?? [] {
      let pair = element.elements
      guard pair.count == 2, let action = NFTJSONRule.action(pair[1]) else { continue }
      let key = pair[0]["elem"]?["val"] ?? pair[0]
      let words = (key["concat"]?.elements ?? []).compactMap(\.word)
      let comment = pair[0]["elem"]?["comment"]?.text
      if let entry = map.entry(words, comment: comment, action, family, "kube-proxy", place) { book.add(entry) }
    }
  }

  private mutating func readRule(_ object: JSONPlace) {
    guard let chain = object["chain"]?.text, let table = object["table"]?.text else { return }
    let place = RulePlace(file: book.file, line: nil, chain: chain)
    var statement = RuleStatement(family: Self.family(object), table: table, chain: chain, place: place)
    statement.comment = object["comment"]?.text
    for expression in object["expr"]?.elements ?? [] { NFTJSONRule.read(expression, into: &statement) }
    book.add(statement)
  }
}

/// One value of a JSON text.
struct JSONPlace {
  private let tree: JSONTree
  private let index: Int

  init(_ tree: JSONTree, _ index: Int) {
    self.tree = tree
    self.index = index
  }

  var isArray: Bool { tree.kind(index) == .array }

  /// A member of an object.
  subscript(_ name: String) -> JSONPlace? {
    guard tree.kind(index) == .object else { return nil }
    return tree.member(name, of: index).map { JSONPlace(tree, $0) }
  }

  /// Of an array; else none.
  var elements: [JSONPlace] {
    guard isArray else { return [] }
    var result: [JSONPlace] = []
    var child = index + 1
    while child < tree.next(index) {
      result.append(JSONPlace(tree, child))
      child = tree.next(child)
    }
    return result
  }

  var text: String? {
    switch tree.kind(index) {
    case .string, .escapedString: Limits.cut(tree.text(index))
    default: nil
    }
  }

  /// A string, or a whole number in digits.
  var word: String? { text ?? tree.integer(index).map(String.init) }
}
