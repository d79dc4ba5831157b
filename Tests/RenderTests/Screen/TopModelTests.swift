import Cluster
import Testing
import Trace

@testable import Render

@Suite struct TopModelTests {
  private static func model(_ paths: [Path]) throws -> TopModel {
    var model = TopModel(timeline: MapTimeline(try SamplePath.map()), style: Style(isColoured: true))
    model.add(paths)
    model.settle(at: 0)
    return model
  }

  private static func path(_ number: Int, ok: Bool = true, port: UInt16 = 30082) throws -> Path {
    try SamplePath.make { path in
      path.id = "\(number)"
      path.isOK = ok
      if !ok { path.state = .refused }
      path.front?.port = port
      if port != 30082 {
        path.names.service = nil
        path.names.front = nil
      }
    }
  }

  private static func press(_ text: String, _ model: inout TopModel) -> TopAction? {
    var parser = TopKeyParser()
    var last: TopAction?
    for key in parser.keys(Array(text.utf8), isIdle: true) {
      last = model.press(key)
      model.settle(at: 0)
    }
    return last
  }

  @Test("A path that goes on counts once, and as it ended") func goingOn() throws {
    var model = try Self.model([])
    var first = try Self.path(1)
    first.handshake = 100_000
    model.announce([first, try Self.path(2, ok: false)])
    model.settle(at: 0)
    #expect(model.data.rows.map(\.connections) == [2] && model.data.rows.map(\.failed) == [1])
    model.announce([try Self.path(2)])
    #expect(model.data.failed == 0 && model.data.failures.isEmpty)
    var whole = try Self.path(3)
    whole.replaced = ["1"]
    whole.handshake = 100_000
    model.add([whole, try Self.path(2)])
    model.settle(at: 0)
    #expect(model.data.connections == 2 && model.data.rows[0].connections == 2 && model.data.rows[0].goingOn == 0)
    #expect(model.paths.map(\.path.id) == ["2", "3"])
    #expect(model.data.rows[0].connect.count == 1)
  }

  @Test("What is kept is bounded, and failures stay longer") func bounded() throws {
    let failed = try (0..<40).map { try Self.path($0, ok: false) }
    let fine = try (40..<2000).map { try Self.path($0) }
    var model = try Self.model(failed + fine)
    #expect(model.data.rows[0].connections == 2000 && model.data.rows[0].failed == 40)
    #expect(model.paths.count == TopData.mostPathsOfRow)
    #expect(model.paths.count { !$0.path.isOK } == 40)
    model.add(try (2000..<9000).map { try Self.path($0, port: UInt16($0)) })
    #expect(model.data.rows.count == TopData.mostRows + 1)
    #expect(model.data.rows.reduce(0) { $0 + $1.paths.count } <= 32_768)
    #expect(model.data.rows.reduce(0) { $0 + $1.connections } == 9000)
  }

  @Test("The selection is a Service, not a line") func identity() throws {
    var model = try Self.model([try Self.path(1), try Self.path(2, port: 9)])
    _ = Self.press("s\u{1b}[B", &model)  // by conns; down
    let chosen = model.view.row
    model.add([
      try Self.path(3, port: 9), try Self.path(4, port: 9), try Self.path(5), try Self.path(6), try Self.path(7),
    ])
    model.settle(at: 2_000_000_000)
    #expect(model.view.row == chosen)
  }

  @Test("Enter leads down, escape back") func pages() throws {
    var model = try Self.model([try Self.path(1)])
    _ = Self.press("\r", &model)
    #expect(model.view.page == .service(0))
    _ = Self.press("\r", &model)
    #expect(model.view.page == .path("1"))
    _ = Self.press("\u{1b}", &model)
    _ = Self.press("\u{1b}", &model)
    _ = Self.press("\u{1b}", &model)
    #expect(model.view.pages == [.overview])
    _ = Self.press("?", &model)
    #expect(model.view.page == .help)
  }

  @Test("A filter shows what matches, ! what does not, and a wrong one changes nothing") func filter() throws {
    var model = try Self.model([try Self.path(1), try Self.path(2, port: 9)])
    #expect(model.order.count == 2)
    _ = Self.press("/DEFAULT/WEB 30082", &model)
    #expect(model.order.isEmpty)
    _ = Self.press("\u{15}nodeport", &model)
    #expect(model.order.count == 1 && model.isPromptValid)
    _ = Self.press("(", &model)
    #expect(model.order.count == 1 && !model.isPromptValid)
    _ = Self.press("\r/!nodeport\r", &model)
    #expect(model.order.count == 1 && model.data.rows[model.order[0]].entrance != "nodePort 30082")
    _ = Self.press("\u{1b}", &model)
    #expect(model.order.count == 2)
  }

  @Test("Paused: nothing moves, everything counts") func pause() throws {
    var model = try Self.model([try Self.path(1)])
    _ = Self.press("p", &model)
    let before = model.render(width: 100, height: 30)
    model.add([try Self.path(2), try Self.path(3, port: 9)])
    model.facts.packets = 12
    model.settle(at: 9_000_000_000)
    #expect(model.render(width: 100, height: 30) == before)
    _ = Self.press("p", &model)
    #expect(model.data.connections == 3 && model.order.count == 2)
  }

  @Test("Follow stays at the newest path until one moves") func follow() throws {
    var model = try Self.model([try Self.path(1), try Self.path(2)])
    _ = Self.press("\r", &model)
    #expect(model.view.path == "2")
    model.add([try Self.path(3)])
    model.settle(at: 0)
    #expect(model.view.path == "3")
    _ = Self.press("j", &model)
    model.add([try Self.path(4)])
    model.settle(at: 0)
    #expect(model.view.path == "2")
    _ = Self.press("f", &model)
    #expect(model.view.path == "4")
  }

  @Test("Commands and what the program is asked") func actions() throws {
    var model = try Self.model([try Self.path(1)])
    #expect(Self.press("q", &model) == .quit)
    #expect(Self.press("\u{3}", &model) == .quit)
    #expect(Self.press(":q\r", &model) == .quit)
    #expect(Self.press("\u{1a}", &model) == .suspend)
    #expect(Self.press(":sort bytes\r", &model) == nil && model.view.order == .bytes)
    #expect(Self.press(":nonsense\r", &model) == nil && model.view.message?.contains("nonsense") == true)
    #expect(Self.press(":service web\r", &model) == nil && model.view.page == .service(0))
    guard case .write(let ids, let filter) = Self.press("w", &model) else { Issue.record("no write"); return }
    #expect(ids == ["1"])
    #expect(
      filter == """
        (ip.addr == 192.168.50.10 && ip.addr == 192.168.50.11 && tcp.port == 2000 && tcp.port == 30082) || \
        (ip.addr == 10.244.1.1 && ip.addr == 10.244.1.20 && tcp.port == 41000 && tcp.port == 8080)
        """)
  }

  @Test("Every size draws, and every key at every place") func anything() throws {
    var model = try Self.model([try Self.path(1), try Self.path(2, ok: false), try Self.path(3, port: 9)])
    var random = SystemRandomNumberGenerator()
    let keys: [TopKey] =
      "qps fyw?/:!ab(j".map { .character($0) } + [
        .up, .down, .enter, .enter, .escape, .tab, .backTab, .pageUp, .pageDown, .home, .end, .backspace, .delete,
      ]
    for step in 0..<250 {
      _ = model.press(keys.randomElement(using: &random)!)
      model.settle(at: Int64(step) * 300_000_000)
      let (width, height) = (Int.random(in: 0...260, using: &random), Int.random(in: 0...80, using: &random))
      let grid = model.render(width: width, height: height)
      #expect(grid.width == width && grid.height == height)
      if width < 40 || height < 10, width >= 20, height > 0 { #expect(grid.lines[0].hasPrefix("too small")) }
    }
  }
}
