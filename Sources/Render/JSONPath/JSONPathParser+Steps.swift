/// Expressions: what stands in braces, brackets and filters.
extension JSONPathParser {
  /// A literal, or steps into the object.
  mutating func operand(isFilter: Bool) throws(TemplateProblem) -> JSONPath.Operand {
    skipSpaces()
    guard let character = peek else { throw problem("an expression is missing, such as .id") }
    if character == "\"" || character == "'" { return .literal(.string(try quoted())) }
    if character.isNumber || character == "-" { return .literal(.number(try number())) }
    if isFilter {
      if takes("true") { return .literal(.bool(true)) }
      if takes("false") { return .literal(.bool(false)) }
    }
    return .steps(try steps(isFilter: isFilter))
  }

  mutating func steps(isFilter: Bool) throws(TemplateProblem) -> [JSONPath.Step] {
    var steps: [JSONPath.Step] = []
    let start = place
    if takes("$") { steps.append(.root) } else { _ = takes("@") }
    while let character = peek {
      switch character {
      case "[": steps += try bracket()
      case ".":
        if takes("..") {
          try countDescent()
          steps.append(.descendants)
        } else {
          place += 1
        }
        if takes("*") { steps.append(.every) } else if let name = try name(isFilter) { steps.append(.field(name)) }
      case _ where place == start:
        guard let name = try name(isFilter) else { throw problem("“\(character)” begins no expression") }
        steps.append(.field(name))
      default: return steps
      }
    }
    return steps
  }

  /// Nil when none begins here.
  private mutating func name(_ isFilter: Bool) throws(TemplateProblem) -> String? {
    var name = ""
    while let character = peek, !character.isWhitespace, !".,[]$@{}()\"'|".contains(character),
      !(isFilter && "=!<>&".contains(character))
    {
      place += 1
      guard character == "\\" else {
        name.append(character)
        continue
      }
      guard let escaped = peek else { throw problem("nothing follows the \\") }
      name.append(escaped)
      place += 1
    }
    return name.isEmpty ? nil : name
  }

  private mutating func bracket() throws(TemplateProblem) -> [JSONPath.Step] {
    let start = place
    place += 1
    skipSpaces()
    if takes("?(") { return [try filter(start)] }
    if takes("*") {
      try closeBracket(start)
      return [.every]
    }
    var choices = [try choice()]
    skipSpaces()
    while takes(",") {
      choices.append(try choice())
      skipSpaces()
    }
    try closeBracket(start)
    return choices.count == 1 ? choices[0] : [.union(choices)]
  }

  private mutating func closeBracket(_ start: Int) throws(TemplateProblem) {
    skipSpaces()
    guard let character = peek else { throw problem(at: start, "this [ has no ]") }
    guard character == "]" else { throw problem("“\(character)” does not belong into brackets") }
    place += 1
  }

  /// `'name'`, `0`, `1:3`.
  private mutating func choice() throws(TemplateProblem) -> [JSONPath.Step] {
    skipSpaces()
    guard let character = peek else { throw problem("a number or a 'name' is missing") }
    if character == "'" || character == "\"" { return try quotedName() }
    let first = try bound()
    guard takes(":") else {
      guard let first else { throw problem("brackets hold a number, a 'name' in quotes, * or ?(…)") }
      return [.index(first)]
    }
    let last = try bound()
    let isStepped = takes(":")
    let start = place
    let step = isStepped ? try bound() ?? 1 : 1
    guard step > 0 else { throw problem(at: start, "the step of a slice is 1 or more") }
    return [.slice(from: first, to: last, by: step)]
  }

  private mutating func bound() throws(TemplateProblem) -> Int? {
    guard let character = peek, character.isNumber || character == "-" else { return nil }
    let start = place
    guard let number = Int(try number()) else { throw problem(at: start, "this is no whole number") }
    return number
  }

  /// kubectl reads the quoted text as a path: `['status.capacity']`; a dot of the name is `\.`.
  private mutating func quotedName() throws(TemplateProblem) -> [JSONPath.Step] {
    let quote = text[place]
    place += 1
    let start = place
    while let character = peek, character != quote { place += character == "\\" ? 2 : 1 }
    guard peek == quote else { throw problem(at: start - 1, "this quote is not closed") }
    var inner = JSONPathParser(String(text[start..<place]))
    place += 1
    do { return try inner.loneExpression() } catch {
      throw TemplateProblem(position: start + error.position, sentence: error.sentence)
    }
  }

  private mutating func filter(_ start: Int) throws(TemplateProblem) -> JSONPath.Step {
    try descend()
    defer { depth -= 1 }
    let left = try operand(isFilter: true)
    skipSpaces()
    var (comparison, right): (JSONPath.Comparison?, JSONPath.Operand) = (nil, .literal(.null))
    if let found = JSONPath.Comparison.allCases.first(where: { takes($0.rawValue) }) {
      comparison = found
      right = try operand(isFilter: true)
      skipSpaces()
    }
    guard let character = peek else { throw problem(at: start, "this [?( has no )]") }
    guard character == ")" else {
      throw problem("“\(character)” does not belong into a filter: it is one comparison (== != < <= > >=)")
    }
    place += 1
    try closeBracket(start)
    return .filter(left, comparison, right)
  }

  private mutating func number() throws(TemplateProblem) -> String {
    let start = place
    _ = takes("-")
    while let character = peek, character.isASCII, character.isNumber || character == "." { place += 1 }
    let number = String(text[start..<place])
    guard Double(number) != nil else { throw problem(at: start, "“\(number)” is no number") }
    return number
  }

  private mutating func quoted() throws(TemplateProblem) -> String {
    let (quote, start) = (text[place], place)
    place += 1
    var quoted = ""
    while let character = peek {
      place += 1
      if character == quote { return quoted }
      quoted.append(character == "\\" ? try escaped() : character)
    }
    throw problem(at: start, "this quote is not closed")
  }

  private mutating func escaped() throws(TemplateProblem) -> Character {
    let character = peek
    place += 1
    switch character {
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "\\", "\"", "'", "/": return character!
    default: throw problem(at: place - 2, "only \\n \\t \\r \\\\ \\\" and \\' may follow a backslash here")
    }
  }
}
