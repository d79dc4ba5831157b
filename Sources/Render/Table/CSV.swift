/// `-o csv` (RFC 4180): one row per path, first a row of names.
///
/// Spreadsheets take a cell for a formula when it begins with `=`, `+`, `-`, `@`, a tab or a carriage return: such text gets
/// an apostrophe before it.
enum CSV {
  static func row(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

  private static func cell(_ text: String) -> String {
    let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
    let safe = isFormula ? "'" + text : text
    guard safe.contains(where: { ",\"\r\n".contains($0) || $0 == "\r\n" }) else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }
}
