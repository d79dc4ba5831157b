import Foundation
import Render
import Testing
import Trace

@testable import hopscope

/// docs/findings.md, the program's copy of it, and the list of kinds say the same.
@Suite struct FindingsDocumentTests {
  @Test("A page for each kind, in the order of the list, and none besides") func pages() {
    let pages = FindingManual.pages.pages
    #expect(pages.map { "\($0.code) \($0.id)" } == FindingKind.all.map { "\($0.code) \($0.id)" })
    for (page, kind) in zip(pages, FindingKind.all) {
      #expect(page.title == kind.title, "\(kind.id)")
      #expect(!page.body.isEmpty, "\(kind.id) has a heading and no text")
    }
  }

  @Test("What hopscope.finding/1 links to is there: <a id=\"…\"></a> before each heading") func anchors() {
    for kind in FindingKind.all {
      let anchor = "<a id=\"\(kind.id)\"></a>\n\n## \(kind.code) \(kind.id): "
      #expect(FindingsDocument.text.contains(anchor), "docs/findings.md lacks \(anchor)")
    }
  }

  @Test("The program has the document as it is in the checkout") func embedded() throws {
    let file = Scenario.root.appending(path: "docs/findings.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(FindingsDocument.text.trimmingCharacters(in: .newlines) == text.trimmingCharacters(in: .newlines))
  }
}
