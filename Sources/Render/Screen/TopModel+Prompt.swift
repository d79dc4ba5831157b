/// What is typed behind `/` and `:`.
extension TopModel {
  private static var longest: Int { 120 }

  mutating func type(_ key: TopKey, into prompt: TopView.Prompt) -> TopAction? {
    var text = prompt.text
    switch key {
    case .character(let character): if text.count < Self.longest { text.append(character) }
    case .backspace where text.isEmpty, .escape:
      leavePrompt(prompt)
      return nil
    case .backspace: text.removeLast()
    case .control("u"): text = ""
    case .enter: return finish(prompt)
    default: return nil
    }
    view.prompt = prompt.with(text)
    if case .filter = prompt { setFilter(text) }
    return nil
  }

  private mutating func leavePrompt(_ prompt: TopView.Prompt) {
    view.prompt = nil
    if case .filter = prompt { setFilter("") }
  }

  private mutating func finish(_ prompt: TopView.Prompt) -> TopAction? {
    view.prompt = nil
    guard case .command(let text) = prompt else { return nil }
    return run(text.split(separator: " ", maxSplits: 1).map(String.init))
  }

  /// Whether what is typed is an expression; shown as it is typed.
  var isPromptValid: Bool {
    guard case .filter(let text) = view.prompt else { return true }
    return (try? TopFilter(text)) != nil || text.isEmpty || text == "!"
  }

  /// The Services' filter on the overview, the paths' on a Service's page. What is no expression changes nothing.
  private mutating func setFilter(_ text: String) {
    guard let new = try? TopFilter(text) as TopFilter?? else { return }
    if case .service = view.page { pathFilter = new } else { filter = new }
    unsettle()
  }

  private mutating func run(_ words: [String]) -> TopAction? {
    let argument = words.count > 1 ? words[1] : ""
    switch words.first {
    case nil: return nil
    case "q", "quit", "exit": return .quit
    case "help", "h": toggleHelp()
    case "pause", "p": togglePause()
    case "sort": sort(argument)
    case "service", "svc": goTo(argument)
    case "filter": setFilter(argument)
    case "write", "w": return writeSelection()
    case let word?: view.message = "“\(word)” is no command; :help tells which there are"
    }
    return nil
  }

  private mutating func sort(_ word: String) {
    if let order = TopView.ServiceOrder(rawValue: word) {
      view.order = order
    } else if let order = TopView.PathOrder(rawValue: word) {
      view.pathOrder = order
    } else {
      let words = TopView.ServiceOrder.allCases.map(\.rawValue) + TopView.PathOrder.allCases.map(\.rawValue)
      view.message = "sort by " + words.joined(separator: ", ")
    }
  }

  /// The first Service with that name, or with a name that holds it.
  private mutating func goTo(_ name: String) {
    let exact = order.first { data.rows[$0].subject == name || data.rows[$0].subject.hasSuffix("/\(name)") }
    guard let row = exact ?? order.first(where: { data.rows[$0].subject.contains(name) }), !name.isEmpty else {
      view.message = name.isEmpty ? "say which: :service NAME" : "no Service “\(name)” is shown"
      return
    }
    view.pages = [.overview]
    openService(row)
    unsettle()
  }
}

extension TopView.Prompt {
  var text: String {
    switch self {
    case .filter(let text), .command(let text): text
    }
  }

  func with(_ text: String) -> Self {
    switch self {
    case .filter: .filter(text)
    case .command: .command(text)
    }
  }
}
