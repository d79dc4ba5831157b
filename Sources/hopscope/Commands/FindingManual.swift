import ArgumentParser
import Render
import Trace

/// `hopscope diagnose --explain`: the pages of docs/findings.md, which the program has in it.
enum FindingManual {
  static let pages = FindingPages(markdown: FindingsDocument.text)

  /// - Parameters:
  ///   - word: an id or a code.
  ///   - file: where it is printed; nil for standard output.
  /// - Throws: `Failure` when there is no such page.
  static func tell(_ word: String, look: LookOptions, to file: String?) throws {
    let found = pages.named(word)
    guard !found.isEmpty else { throw Failure(sentence: miss(word), status: .usage) }
    let options = look.text(to: file)
    let text = FindingPageText(width: min(options.width ?? 80, 120), style: options.style)
    var output = try file.map { try OutputStream(file: $0) } ?? OutputStream()
    try output.write(found.map(text.render).joined(separator: "\n"))
    try output.close()
  }

  private static func miss(_ word: String) -> String {
    let near = FindingPages.nearest(word)
    let kinds = FindingKind.all
    let hint =
      near.isEmpty
      ? "codes are \(kinds[0].code) to \(kinds[kinds.count - 1].code), and docs/findings.md lists the ids"
      : "did you mean \(near.joined(separator: ", "))?"
    return "there is no finding “\(word)”; \(hint)"
  }
}
