import Cluster
import Trace

/// The pages of docs/findings.md: one for each kind of finding.
///
/// ```
/// <a id="no-ready-endpoints"></a>
///
/// ## F01 no-ready-endpoints: Service has no ready endpoints
/// ```
public struct FindingPages: Sendable {
  public struct Page: Sendable, Equatable {
    public var code: String
    public var id: String
    public var title: String
    /// Markdown below the heading.
    public var body: [Substring]
  }

  public private(set) var pages: [Page] = []

  /// - Parameter markdown: what stands before the first page, and other headings of its level, are left out.
  public init(markdown: String) {
    var isInside = false
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("## ") {
        let page = Self.page(heading: line.dropFirst(3))
        isInside = page != nil
        if let page { pages.append(page) }
      } else if isInside, !line.hasPrefix("<a id=") {
        pages[pages.count - 1].body.append(line)
      }
    }
    for page in pages.indices { pages[page].trim() }
  }

  /// `F01 no-ready-endpoints: Service has no ready endpoints`.
  private static func page(heading: Substring) -> Page? {
    let parts = heading.split(separator: " ", maxSplits: 2).map(String.init)
    guard parts.count == 3, parts[1].hasSuffix(":"), parts[0].hasPrefix("F") else { return nil }
    return Page(code: parts[0], id: String(parts[1].dropLast()), title: parts[2], body: [])
  }

  /// - Parameter word: an id or a code, in any case of letters; one code may have several pages.
  public func named(_ word: String) -> [Page] {
    let word = word.lowercased()
    return pages.filter { $0.id == word || $0.code.lowercased() == word }
  }

  /// Ids that may have been meant.
  public static func nearest(_ word: String) -> [String] {
    NearestNames.find(word, among: FindingKind.all.map(\.id))
  }

  /// The page of a kind, as a link from the project's folder.
  static func link(_ kind: FindingKind) -> String { "docs/findings.md#\(kind.id)" }
}

extension FindingPages.Page {
  /// Empty lines at both ends say nothing.
  fileprivate mutating func trim() {
    body = Array(body.drop { $0.isEmpty })
    while body.last?.isEmpty == true { body.removeLast() }
  }
}
