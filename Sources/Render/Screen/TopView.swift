import Trace

/// What a person looks at, of what there is.
struct TopView: Equatable {
  enum Pane: Equatable, CaseIterable { case services, paths, findings, failures }

  /// From the overview down; `escape` goes back.
  enum Page: Equatable {
    case overview
    /// The paths of one Service, by its row.
    case service(Int)
    case path(String)
    case finding(FindingIdentity)
    case help
    /// A text that is to be read: what to give Wireshark.
    case text(title: String, lines: [String])
  }

  /// What is being typed in the last line.
  enum Prompt: Equatable {
    case filter(String)
    case command(String)
  }

  enum ServiceOrder: String, CaseIterable { case failed, conns, ok, connect, bytes, last, name }
  enum PathOrder: String, CaseIterable { case newest, slowest, failed }

  var pages: [Page] = [.overview]
  var pane = Pane.services
  /// By identity: the lines may move below it.
  var row: Int?
  var path: String?
  var failure: String?
  var finding: FindingIdentity?
  var scroll = 0
  var order = ServiceOrder.failed
  var pathOrder = PathOrder.newest
  /// The newest path is the selected one.
  var follows = true
  var prompt: Prompt?
  /// One sentence in the last line, until the next key.
  var message: String?

  var page: Page { pages[pages.count - 1] }
}
