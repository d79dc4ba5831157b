/// `-o custom-columns=ID:.id,POD:.backend.pod`, as kubectl has it: a title and an expression for each column.
public struct CustomColumns: Sendable, Equatable {
  struct Column: Sendable, Equatable {
    var title: String
    var path: JSONPath
  }

  let columns: [Column]

  /// - Throws: `TemplateProblem` with the character where it goes wrong.
  public init(_ text: String) throws(TemplateProblem) {
    var columns: [Column] = []
    for (start, piece) in Self.pieces(text) {
      guard let colon = piece.firstIndex(of: ":") else {
        throw TemplateProblem(position: start + 1, sentence: "a column is NAME:.path, such as ID:.id")
      }
      let title = String(piece[..<colon])
      guard !title.isEmpty else { throw TemplateProblem(position: start + 1, sentence: "a column's name is missing") }
      columns.append(try Self.column(title, String(piece[colon...].dropFirst()), start + title.count + 1))
    }
    self.columns = columns
  }

  /// A file (custom-columns-file=): a line of titles, and a line of expressions below them.
  public init(file text: String) throws(TemplateProblem) {
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(whereSeparator: \.isWhitespace).map(String.init)
    }
    guard lines.count == 2, lines[0].count == lines[1].count, !lines[0].isEmpty else {
      throw TemplateProblem(
        position: 1, sentence: "the file has two lines: titles, and below each of them an expression such as .id")
    }
    var columns: [Column] = []
    for (title, expression) in zip(lines[0], lines[1]) { columns.append(try Self.column(title, expression, 0)) }
    self.columns = columns
  }

  private static func column(_ title: String, _ expression: String, _ start: Int) throws(TemplateProblem) -> Column {
    do { return Column(title: printable(title), path: try JSONPath(expression: expression)) } catch {
      throw TemplateProblem(position: start + error.position, sentence: "column \(title): \(error.sentence)")
    }
  }

  /// Split at commas outside brackets, with where each piece begins.
  private static func pieces(_ text: String) -> [(Int, String)] {
    var (pieces, nesting, quote): ([(Int, String)], Int, Character?) = ([(0, "")], 0, nil)
    for (place, character) in text.enumerated() {
      switch character {
      case "'", "\"": quote = quote == nil ? character : quote == character ? nil : quote
      case "[",
        "(" where quote == nil:
        nesting += 1
      case "]",
        ")" where quote == nil:
        nesting -= 1
      case "," where nesting == 0 && quote == nil:
        pieces.append((place + 1, ""))
        continue
      default: break
      }
      pieces[pieces.count - 1].1.append(character)
    }
    return pieces
  }

  /// The cells of one object; `<none>` where it has no such field, several values with commas.
  func cells(_ value: JSONValue) -> [String] {
    columns.map { column in
      let values = column.path.values(value)
      return values.isEmpty ? "<none>" : values.map(\.cell).joined(separator: ",")
    }
  }
}
