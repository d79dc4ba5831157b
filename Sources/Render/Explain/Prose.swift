/// Paragraphs that fit a width.
struct Prose {
  let width: Int

  /// Text broken at spaces, each line behind `indent` spaces, later lines behind `hanging` more. What has no space and is
  /// wider than the line stays whole: a socket or a command that is broken cannot be copied.
  func lines(_ text: String, indent: Int = 0, hanging: Int = 0) -> [String] {
    filled(
      text.split(separator: " "), columns: width, first: String(repeating: " ", count: indent),
      rest: String(repeating: " ", count: indent + hanging))
  }

  /// Labels on the left, texts on the right; where that leaves too little room, each text below its label.
  func columns(_ rows: [(label: String, text: String)], indent: Int = 2, style: Style) -> [String] {
    let widest = rows.map { displayWidth($0.label) }.max() ?? 0
    let start = indent + widest + 2
    return rows.flatMap { row -> [String] in
      let label = String(repeating: " ", count: indent) + style(.name, row.label)
      guard width - start >= Self.leastColumn else { return [label] + lines(row.text, indent: indent + 4) }
      let text = lines(row.text, indent: start)
      let filled = label + String(repeating: " ", count: start - indent - displayWidth(row.label))
      return [filled + (text.first.map { $0.dropFirst(start) } ?? "")] + text.dropFirst()
    }
  }

  static let leastColumn = 30
}

extension [String] {
  /// `a`, `a and b`, `a, b and c`.
  func joined(lastBy word: String) -> String {
    guard count > 1, let last else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " \(word) \(last)"
  }
}
