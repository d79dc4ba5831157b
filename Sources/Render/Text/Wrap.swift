/// Words in lines of at most `columns`, the first behind `first`, the others behind as many spaces. A word that is too
/// long stands alone.
func wrapped(_ text: String, columns: Int, first: String) -> [String] {
  let indent = String(repeating: " ", count: displayWidth(first))
  var lines: [String] = []
  var (line, isEmpty) = (first, true)
  for word in text.split(separator: " ") {
    if !isEmpty, displayWidth(line) + 1 + displayWidth(String(word)) > columns {
      lines.append(line)
      (line, isEmpty) = (indent, true)
    }
    line += isEmpty ? String(word) : " \(word)"
    isEmpty = false
  }
  return lines + [line]
}
