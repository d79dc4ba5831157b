/// `/nginx` shows what matches, `/!nginx` what does not: a regular expression, in any case of letters.
struct TopFilter {
  let text: String
  private let isReversed: Bool
  private let expression: Regex<AnyRegexOutput>
  private static let longest = 200

  /// - Returns: nil for no filter.
  /// - Throws: what is wrong with it.
  init?(_ text: String) throws {
    let isReversed = text.hasPrefix("!")
    let pattern = isReversed ? String(text.dropFirst()) : text
    guard !pattern.isEmpty else { return nil }
    self.text = text
    self.isReversed = isReversed
    expression = try Regex(String(pattern.prefix(Self.longest))).ignoresCase()
  }

  func shows(_ text: String) -> Bool { text.contains(expression) != isReversed }
}
