/// Pieces in lines of at most `columns`, one space between two. A piece that is too long stands alone and whole.
///
/// - Parameters:
///   - first: what the first line begins with.
///   - rest: what the others begin with.
/// - Returns: no line where there is no piece.
func filled(
  _ pieces: some Sequence<some StringProtocol>, columns: Int, first: String = "", rest: String = ""
) -> [String] {
  var lines: [String] = []
  var (line, used, isFresh) = (first, displayWidth(first), true)
  for piece in pieces {
    let width = displayWidth(String(piece))
    if !isFresh, used + 1 + width > columns {
      lines.append(line)
      (line, used, isFresh) = (rest, displayWidth(rest), true)
    }
    line += isFresh ? String(piece) : " \(piece)"
    used += isFresh ? width : width + 1
    isFresh = false
  }
  return isFresh ? lines : lines + [line]
}

extension Style {
  /// A line that may be longer than the width, in lines that are not, as far as words allow. Unlike `filled` it keeps
  /// the spaces between words where it does not break: they are columns.
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
