/// One page of docs/findings.md for people: Markdown as it is, but paragraphs and list items broken to the width. Code and
/// tables stay whole, so that they can be copied.
public struct FindingPageText: Sendable {
  private let prose: Prose
  private let style: Style

  public init(width: Int, style: Style) {
    prose = Prose(width: max(40, width))
    self.style = style
  }

  public func render(_ page: FindingPages.Page) -> String {
    let heading = "\(page.code) \(page.id): \(page.title)"
    let lines = [style(.strong, heading), ""] + body(page.body)
    return style.spelled(lines.map { $0 + "\n" }.joined())
  }

  private func body(_ source: [Substring]) -> [String] {
    var (lines, paragraph, isCode) = ([String](), [Substring](), false)
    func end() {
      lines += text(paragraph)
      paragraph = []
    }
    for line in source {
      let isFence = line.hasPrefix("```")
      if isCode || isFence || Self.standsAlone(line) {
        end()
        if isFence { isCode.toggle() } else { lines.append(isCode ? "    \(line)" : alone(line)) }
      } else if Self.beginsItem(line) {
        end()
        paragraph = [line]
      } else {
        paragraph.append(line)
      }
    }
    end()
    return lines
  }

  private static func standsAlone(_ line: Substring) -> Bool {
    line.isEmpty || line.hasPrefix("#") || line.hasPrefix("|") || line.hasPrefix("    ")
  }

  private static func beginsItem(_ line: Substring) -> Bool {
    let text = line.drop { $0 == " " }
    if text.hasPrefix("- ") || text.hasPrefix("* ") { return true }
    let number = text.prefix { $0.isNumber }
    return !number.isEmpty && text.dropFirst(number.count).hasPrefix(". ")
  }

  private func alone(_ line: Substring) -> String {
    guard line.hasPrefix("#") else { return String(line) }
    return style(.strong, String(line.drop { $0 == "#" }.drop { $0 == " " }))
  }

  /// `**Symptom**` stands out, where there are colours; without them the word is enough.
  private func emphasized(_ text: String) -> String {
    let parts = text.split(separator: "**", omittingEmptySubsequences: false)
    guard parts.count % 2 == 1 else { return text }
    return parts.enumerated().map { $0.offset % 2 == 1 ? style(.strong, String($0.element)) : String($0.element) }
      .joined()
  }

  private func text(_ paragraph: [Substring]) -> [String] {
    guard let first = paragraph.first else { return [] }
    let indent = first.prefix { $0 == " " }.count
    let hanging = Self.beginsItem(first) ? first.dropFirst(indent).prefix { $0 != " " }.count + 1 : 0
    return prose.lines(emphasized(paragraph.joined(separator: " ")), indent: indent, hanging: hanging)
  }
}
