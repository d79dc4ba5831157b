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

extension Style {
  /// A line that may be longer than the width, in lines that are not, as far as words allow.
  ///
  /// - Parameters:
  ///   - width: nil for no limit.
  ///   - indent: spaces before every line but the first.
  func wrapped(_ line: String, _ width: Int?, indent: Int) -> [String] {
    let line = spelled(line)
    guard let width, displayWidth(line) > width else { return [line] }
    let lead = line.prefix { $0 == " " }
    var (lines, current, used, gap) = ([String](), String(lead), lead.count, 0)
    for word in line.dropFirst(lead.count).split(separator: " ", omittingEmptySubsequences: false) {
      let columns = displayWidth(String(word))
      if gap > 0, columns > 0, used + gap + columns > width {
        lines.append(current)
        (current, used) = (String(repeating: " ", count: indent) + word, indent + columns)
        gap = 1
      } else if columns > 0 {
        current += String(repeating: " ", count: gap) + word
        used += gap + columns
        gap = 1
      } else {
        gap += 1
      }
    }
    return lines + [current]
  }
}
