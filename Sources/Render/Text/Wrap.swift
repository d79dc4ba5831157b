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
