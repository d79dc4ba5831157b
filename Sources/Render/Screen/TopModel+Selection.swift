import Trace

/// What the selection is, for other programs.
extension TopModel {
  /// The selected path alone, or all kept ones of the selected Service.
  private var selectedPaths: [Path] {
    switch (view.page, view.pane) {
    case (.path(let id), _): return path(id).map { [$0.path] } ?? []
    case (.service, _), (.overview, .paths): return path(view.path).map { [$0.path] } ?? []
    case (.finding(let finding), _): return paths(of: finding)
    case (.overview, .findings): return view.finding.map(paths) ?? []
    case (.overview, .failures): return path(view.failure).map { [$0.path] } ?? []
    default: return paths.map(\.path)
    }
  }

  /// Those of a finding that are kept.
  private func paths(of finding: FindingIdentity) -> [Path] {
    (data.findings.first { $0.identity == finding }?.paths ?? []).compactMap { path($0)?.path }
  }

  private var selectedFilter: String {
    let paths = selectedPaths
    return paths.count == 1 ? WiresharkFilter.of(paths[0]) : WiresharkFilter.of(paths)
  }

  mutating func showWiresharkFilter() {
    let filter = selectedFilter
    guard !filter.isEmpty else {
      view.message = "nothing is selected"
      return
    }
    view.pages.append(.text(title: "Wireshark display filter", lines: [filter]))
    view.scroll = 0
  }

  func writeSelection() -> TopAction? {
    let paths = selectedPaths
    return paths.isEmpty ? nil : .write(paths: paths.map(\.id), filter: selectedFilter)
  }

  /// One sentence for the last line, until the next key.
  public mutating func tell(_ sentence: String) {
    view.message = printable(sentence)
    changes += 1
  }
}
