/// Text as mdoc(7) wants it: sentences begin lines, lines are short, nothing is taken for a macro or an escape.
enum Mdoc {
  private static let width = 78

  /// Paragraphs; what is indented stays as it is.
  static func prose(_ text: String) -> [String] {
    var lines: [String] = []
    var paragraph = ""
    var isLiteral = false
    func endParagraph() {
      if !paragraph.isEmpty { lines += wrapped(paragraph) }
      paragraph = ""
    }
    var isFirst = true
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("  ") != isLiteral, !(line.isEmpty && isLiteral) {
        endParagraph()
        lines.append(isLiteral ? ".Ed" : ".Bd -literal -offset indent")
        if isLiteral, !line.isEmpty { lines.append(".Pp") }
        isLiteral.toggle()
      }
      if isLiteral {
        if !line.isEmpty { lines.append(self.line(String(line.dropFirst(2)))) }
      } else if line.isEmpty {
        endParagraph()
        isFirst = false
      } else {
        if paragraph.isEmpty, !isFirst, lines.last != ".Pp" { lines.append(".Pp") }
        paragraph += (paragraph.isEmpty ? "" : " ") + line
      }
    }
    endParagraph()
    return isLiteral ? lines + [".Ed"] : lines
  }

  /// One paragraph: each sentence begins a line.
  static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    var current = ""
    for word in text.split(separator: " ") {
      let word = self.text(String(word))
      if !current.isEmpty, current.count + 1 + word.count > width || endsSentence(current) {
        lines.append(guarded(current))
        current = ""
      }
      current += (current.isEmpty ? "" : " ") + word
    }
    return current.isEmpty ? lines : lines + [guarded(current)]
  }

  private static func endsSentence(_ line: String) -> Bool {
    let end = line.reversed().drop { ")”\"'".contains($0) }.first
    return end.map { ".?!".contains($0) } ?? false
  }

  static func line(_ text: String) -> String { guarded(literal(text)) }

  private static func guarded(_ line: String) -> String {
    line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
  }

  /// Escapes what roff reads; what is not ASCII by its number.
  static func text(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\e"
      case _ where scalar.value > 0x7e: "\\[u\(String(scalar.value, radix: 16, uppercase: true).leftPadded(4))]"
      default: String(scalar)
      }
    }.joined()
  }

  /// As `text`, with hyphens that can be copied into a shell.
  static func literal(_ text: String) -> String {
    self.text(text).split(separator: "-", omittingEmptySubsequences: false).joined(separator: "\\-")
  }

  /// A word on the line of a macro: short ones might be macros themselves.
  static func word(_ text: String) -> String { text.count <= 3 ? "\\&" + literal(text) : literal(text) }
}

extension String {
  fileprivate func leftPadded(_ width: Int) -> String { String(repeating: "0", count: max(0, width - count)) + self }
}
