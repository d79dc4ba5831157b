@testable import Render

/// A terminal, as far as the screen uses one: a second opinion on what bytes do. Written from ECMA-48, not from `GridDiff`.
struct TinyTerminal {
  private(set) var rows: [[Character]]
  /// SGR parameters in force when a cell was written.
  private(set) var looks: [[String]]
  private var (x, y, look) = (0, 0, "0")
  private(set) var unknown: [String] = []

  init(width: Int, height: Int) {
    rows = Array(repeating: Array(repeating: " ", count: width), count: height)
    looks = Array(repeating: Array(repeating: "0", count: width), count: height)
  }

  /// As snapshots have it; the right half of a wide character is a NUL here.
  var lines: [String] {
    rows.map { row in
      var line = String(row.filter { $0 != "\0" })
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  mutating func write(_ bytes: [UInt8]) {
    var rest = Substring(String(decoding: bytes, as: UTF8.self))
    while let first = rest.first {
      if first == "\u{1b}" { rest = control(rest) } else { print(rest.removeFirst()) }
    }
  }

  private mutating func control(_ text: Substring) -> Substring {
    let body = text.dropFirst(2)
    guard let end = body.firstIndex(where: { $0.isLetter }) else { return "" }
    let parameters = body[..<end]
    switch body[end] {
    case "H":
      let numbers = parameters.split(separator: ";").compactMap { Int($0) }
      (y, x) = (numbers[0] - 1, numbers[1] - 1)
    case "m": look = String(parameters)
    case "J" where parameters == "2":
      for row in rows.indices {
        for column in rows[row].indices { (rows[row][column], looks[row][column]) = (" ", "0") }
      }
    case "h", "l":
      if parameters != "?2026" { unknown.append(String(parameters)) }
    default: unknown.append(String(body[...end]))
    }
    return body[body.index(after: end)...]
  }

  private mutating func print(_ character: Character) {
    let columns = displayWidth(String(character))
    guard rows.indices.contains(y), x + columns <= rows[y].count else {
      unknown.append("\(character) at \(x) \(y)")
      return
    }
    // Half of a wide character that is written over leaves a space in the other half.
    if rows[y][x] == "\0", x > 0 { rows[y][x - 1] = " " }
    let behind = x + columns
    if behind < rows[y].count, rows[y][behind] == "\0" { rows[y][behind] = " " }
    rows[y][x] = character
    looks[y][x] = look
    if columns == 2 { (rows[y][x + 1], looks[y][x + 1]) = ("\0", look) }
    x += columns
  }
}
