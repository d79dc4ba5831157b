/// Reads templates; expressions are in JSONPathParser+Steps.swift.
struct JSONPathParser {
  let text: [Character]
  var place = 0
  var depth = 0
  /// Deeper nesting of ranges and filters is refused: each level takes stack.
  private static let deepest = 64
  private var descents = 0
  /// More `..` in a template are refused: each multiplies what the ones before it found.
  private static let mostDescents = 8

  init(_ text: String) { self.text = Array(text) }

  mutating func template() throws(TemplateProblem) -> [JSONPath.Node] {
    try nodes(range: nil)
  }

  /// - Parameter range: where the range began that `{end}` closes.
  private mutating func nodes(range: Int?) throws(TemplateProblem) -> [JSONPath.Node] {
    var nodes: [JSONPath.Node] = []
    while let character = peek {
      guard character == "{" else {
        nodes.append(.text(plainText()))
        continue
      }
      let start = place
      place += 1
      skipSpaces()
      if takes(word: "end") {
        try closeBrace(start)
        guard range != nil else { throw problem(at: start, "{end} without {range …}") }
        return nodes
      }
      nodes.append(try action(start))
    }
    if let range { throw problem(at: range, "this {range …} has no {end}") }
    return nodes
  }

  private mutating func plainText() -> String {
    let start = place
    while peek.map({ $0 != "{" }) ?? false { place += 1 }
    return String(text[start..<place])
  }

  private mutating func action(_ start: Int) throws(TemplateProblem) -> JSONPath.Node {
    if takes(word: "range") {
      try descend()
      defer { depth -= 1 }
      skipSpaces()
      let steps = try steps(isFilter: false)
      try closeBrace(start)
      return .range(steps, try nodes(range: start))
    }
    let operand = try operand(isFilter: false)
    try closeBrace(start)
    return .value(operand)
  }

  private mutating func closeBrace(_ start: Int) throws(TemplateProblem) {
    skipSpaces()
    guard let character = peek else { throw problem(at: start, "this { has no }") }
    guard character == "}" else { throw problem("“\(character)” does not belong here; } is missing before it") }
    place += 1
  }

  /// A whole text that is one expression.
  mutating func loneExpression() throws(TemplateProblem) -> [JSONPath.Step] {
    skipSpaces()
    let start = place
    let isBraced = takes("{")
    skipSpaces()
    guard peek != nil else { throw problem("an expression is missing, such as .id") }
    let steps = try steps(isFilter: false)
    if isBraced { try closeBrace(start) }
    skipSpaces()
    if let character = peek { throw problem("“\(character)” does not belong here") }
    return steps
  }

  mutating func descend() throws(TemplateProblem) {
    depth += 1
    guard depth <= Self.deepest else { throw problem("nested too deeply") }
  }

  /// `..` was taken.
  mutating func countDescent() throws(TemplateProblem) {
    descents += 1
    guard descents <= Self.mostDescents else {
      throw problem("more than \(Self.mostDescents) times “..” in one template; name the members between")
    }
  }

  var peek: Character? { place < text.count ? text[place] : nil }

  mutating func takes(_ word: String) -> Bool {
    guard text[place...].starts(with: word) else { return false }
    place += word.count
    return true
  }

  /// A word that ends here.
  private mutating func takes(word: String) -> Bool {
    guard text[place...].starts(with: word) else { return false }
    let behind = place + word.count
    guard behind >= text.count || text[behind] == "}" || text[behind].isWhitespace else { return false }
    place = behind
    return true
  }

  mutating func skipSpaces() {
    while let character = peek, character.isWhitespace { place += 1 }
  }

  func problem(at position: Int? = nil, _ sentence: String) -> TemplateProblem {
    TemplateProblem(position: (position ?? place) + 1, sentence: sentence)
  }
}
