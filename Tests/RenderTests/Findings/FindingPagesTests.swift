import Testing
import Trace

@testable import Render

/// Pages of docs/findings.md, and how one is printed.
@Suite struct FindingPagesTests {
  private static let markdown = """
    # Findings

    ## How to read this
    Left out.

    <a id="a-one"></a>

    ## F01 a-one: The first: it is wrong

    **A para**graph that is
    of two lines.

    - an item with words that go on and on until the line has no room for them
      and on
    1. 2**3

    ### Check
    ```sh
    kubectl get pods   # and very long words that are not to be broken wherever they may stand in the line
    ```
    | a | b |
    |---|---|

    <a id="a-two"></a>

    ## F01 a-two: The second
    ## Appendix
    Not of a page.
    """

  @Test("Headings begin pages; other headings of their level end them") func pages() {
    let pages = FindingPages(markdown: Self.markdown)
    #expect(pages.pages.map(\.id) == ["a-one", "a-two"])
    #expect(pages.pages.map(\.title) == ["The first: it is wrong", "The second"])
    #expect(pages.pages[0].body.first == "**A para**graph that is" && pages.pages[0].body.last == "|---|---|")
    #expect(pages.pages[1].body.isEmpty)
  }

  @Test("By id or code in any case; one code may have several pages") func named() {
    let pages = FindingPages(markdown: Self.markdown)
    #expect(pages.named("f01").map(\.id) == ["a-one", "a-two"])
    #expect(pages.named("A-Two").map(\.id) == ["a-two"])
    #expect(pages.named("F02").isEmpty && pages.named("").isEmpty)
  }

  @Test("Paragraphs and items are broken to the width; code and tables stay whole") func text() {
    let pages = FindingPages(markdown: Self.markdown)
    let text = FindingPageText(width: 50, style: Style(isColoured: false)).render(pages.pages[0])
    #expect(
      text == """
        F01 a-one: The first: it is wrong

        A paragraph that is of two lines.

        - an item with words that go on and on until the
          line has no room for them and on
        1. 2**3

        Check
            kubectl get pods   # and very long words that are not to be broken wherever they may stand in the line
        | a | b |
        |---|---|

        """)
  }

  @Test("Emphasis is a colour") func emphasis() {
    let page = FindingPages(markdown: Self.markdown).pages[0]
    let text = FindingPageText(width: 50, style: Style(isColoured: true)).render(page)
    #expect(text.contains("\n\u{1b}[1mA para\u{1b}[0mgraph that is of two lines.\n"))
  }

  @Test(
    "What may have been meant",
    arguments: [
      ("no-redy-endpoints", "no-ready-endpoints"), ("mtu", "mtu-black-hole"), ("hair-pin-off", "hairpin-off"),
    ])
  func nearest(_ typed: String, _ meant: String) { #expect(FindingPages.nearest(typed).contains(meant)) }
}
