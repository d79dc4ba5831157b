/// Keys, as in k9s and termshark.
extension TopModel {
  /// - Returns: what the program is to do.
  public mutating func press(_ key: TopKey) -> TopAction? {
    changes += 1
    view.message = nil
    switch key {
    case .control("c"): return .quit
    case .control("z"): return .suspend
    case .control("l"): return .redraw
    default: break
    }
    if let prompt = view.prompt {
      return type(key, into: prompt)
    }
    return command(key)
      ?? {
        move(key); return nil
      }()
  }

  private mutating func command(_ key: TopKey) -> TopAction? {
    guard case .character(let character) = key else { return nil }
    switch character {
    case "q": return .quit
    case "?": toggleHelp()
    case "/": view.prompt = .filter("")
    case ":": view.prompt = .command("")
    case "p": togglePause()
    case "s": sortNext()
    case "f": toggleFollow()
    case "y": showWiresharkFilter()
    case "w": return writeSelection()
    default: break
    }
    return nil
  }

  private mutating func move(_ key: TopKey) {
    switch key {
    case .up, .character("k"): step(-1)
    case .down, .character("j"): step(1)
    case .wheelUp: step(-3)
    case .wheelDown: step(3)
    case .pageUp, .control("b"), .control("u"): step(-max(1, pageRows))
    case .pageDown, .control("f"), .control("d"), .character(" "): step(max(1, pageRows))
    case .home, .character("g"): step(-1_000_000)
    case .end, .character("G"): step(1_000_000)
    case .enter, .right, .character("l"): open()
    case .escape, .left, .character("h"), .backspace: back()
    case .tab: nextPane(1)
    case .backTab: nextPane(-1)
    default: break
    }
  }

  private mutating func step(_ by: Int) {
    switch view.page {
    case .path, .finding, .help, .text:
      view.scroll = min(max(0, view.scroll + by), 10_000)
    case .service: stepPath(by)
    case .overview:
      switch view.pane {
      case .services:
        view.row = Self.stepped(order, view.row, by)
        (view.path, view.follows) = (nil, true)
      case .paths: stepPath(by)
      case .findings: view.finding = Self.stepped(findings.map(\.identity), view.finding, by)
      case .failures: view.failure = Self.stepped(failures.map(\.path.id), view.failure, by)
      }
    }
  }

  private mutating func stepPath(_ by: Int) {
    view.path = Self.stepped(paths.map(\.path.id), view.path, by)
    view.follows = by < 0 && view.path == paths.first?.path.id
  }

  private static func stepped<ID: Equatable>(_ list: [ID], _ selected: ID?, _ by: Int) -> ID? {
    guard !list.isEmpty else { return nil }
    let place = selected.flatMap { list.firstIndex(of: $0) } ?? 0
    return list[min(max(0, place + by), list.count - 1)]
  }

  private mutating func open() {
    switch (view.page, view.pane) {
    case (.overview, .services): openService(view.row)
    case (.overview, .paths), (.service, _): openPath(view.path)
    case (.overview, .findings): openFinding()
    case (.overview, .failures): openPath(view.failure)
    default: break
    }
  }

  mutating func openService(_ row: Int?) {
    guard let row else { return }
    if row != view.row { (view.row, view.path, view.follows) = (row, nil, true) }
    view.pages.append(.service(row))
  }

  private mutating func openPath(_ id: String?) {
    guard let id else { return }
    view.pages.append(.path(id))
    view.scroll = 0
  }

  private mutating func openFinding() {
    guard let finding = view.finding else { return }
    view.pages.append(.finding(finding))
    view.scroll = 0
  }

  /// First a filter goes, then the page.
  private mutating func back() {
    switch view.page {
    case .overview where filter != nil: filter = nil
    case .service where pathFilter != nil: pathFilter = nil
    default:
      if view.pages.count > 1 { view.pages.removeLast() }
      view.scroll = 0
    }
    unsettle()
  }

  private mutating func nextPane(_ by: Int) {
    let panes = panes
    guard case .overview = view.page, let place = panes.firstIndex(of: view.pane) else { return }
    view.pane = panes[(place + by + panes.count) % panes.count]
  }

  mutating func toggleHelp() {
    if view.page == .help { view.pages.removeLast() } else { view.pages.append(.help) }
    view.scroll = 0
  }

  private mutating func toggleFollow() {
    view.follows.toggle()
    view.message = view.follows ? "following the newest path" : "the selected path stays selected"
  }

  private mutating func sortNext() {
    if case .overview = view.page, view.pane == .services {
      let all = TopView.ServiceOrder.allCases
      view.order = all[((all.firstIndex(of: view.order) ?? 0) + 1) % all.count]
    } else {
      let all = TopView.PathOrder.allCases
      view.pathOrder = all[((all.firstIndex(of: view.pathOrder) ?? 0) + 1) % all.count]
    }
  }
}
