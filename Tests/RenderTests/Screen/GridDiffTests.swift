import Foundation
import Testing

@testable import Render

@Suite struct GridDiffTests {
  private static let words = ["a", "web-0", "节点", "cafe\u{301}", "한국어", "→⇒✗", "ｶﾞ", "👍🏽", "  ", "─│▶"]
  private static let inks: [CellStyle.Ink] = [.plain, .faint, .good, .bad, .caution, .name, .title]
  private static let grounds: [CellStyle.Ground] = [.none, .bar, .selection]

  /// Changes a few places of a grid.
  private func change(_ grid: inout CellGrid, _ random: inout SystemRandomNumberGenerator) {
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      let style = CellStyle(
        Self.inks.randomElement(using: &random)!, on: Self.grounds.randomElement(using: &random)!,
        isStrong: .random(using: &random))
      grid.put(
        Self.words.randomElement(using: &random)!, .random(in: -1...grid.width, using: &random),
        .random(in: -1...grid.height, using: &random), style, limit: .random(in: 0...grid.width, using: &random))
      grid.paint(.selection, row: .random(in: 0...grid.height, using: &random), from: 3, to: 9)
    }
  }

  @Test("What is written makes the one screen of the other", arguments: ColourDepth.allCases)
  func applied(_ depth: ColourDepth) {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<25 {
      let (width, height) = (Int.random(in: 1...30, using: &random), Int.random(in: 1...8, using: &random))
      var (grid, shown) = (CellGrid(width: width, height: height), CellGrid?.none)
      var terminal = TinyTerminal(width: width, height: height)
      for _ in 0..<12 {
        change(&grid, &random)
        terminal.write(GridDiff.bytes(from: shown, to: grid, depth))
        #expect(terminal.lines == grid.lines)
        #expect(terminal.unknown == [])
        for y in 0..<height {
          for x in 0..<width where grid[x, y].columns > 0 {
            let blank = grid[x, y] == Cell()
            #expect(blank || terminal.looks[y][x] == depth.parameters(grid[x, y].style), "\(x) \(y)")
          }
        }
        shown = grid
      }
    }
  }

  @Test("Nothing changed: nothing is written; one cell changed: only that") func least() {
    var grid = CellGrid(width: 80, height: 24)
    grid.put("节点 worker-1", 0, 3, CellStyle(.name))
    #expect(GridDiff.bytes(from: grid, to: grid, .many) == [])
    var changed = grid
    changed.put("2", 12, 3, CellStyle(.name))
    let bytes = String(decoding: GridDiff.bytes(from: grid, to: changed, .many), as: UTF8.self)
    #expect(bytes == "\u{1b}[?2026h\u{1b}[4;13H\u{1b}[0;38;5;67m2\u{1b}[0m\u{1b}[?2026l")
  }

  @Test("Another size begins with an empty screen") func resized() {
    let old = CellGrid(width: 10, height: 2)
    let bytes = String(decoding: GridDiff.bytes(from: old, to: CellGrid(width: 11, height: 2), .none), as: UTF8.self)
    #expect(bytes.contains("\u{1b}[2J"))
  }

  @Test("A wide character that does not fit whole is left away, and half of one never stays") func wide() {
    var grid = CellGrid(width: 4, height: 1)
    #expect(grid.put("a世界", 0, 0, CellStyle()) == 3)
    #expect(grid.lines == ["a世"])
    grid.put("x", 2, 0, CellStyle())
    #expect(grid.lines == ["a x"])
    #expect(CellGrid(width: -3, height: 4).lines == ["", "", "", ""])
  }

  @Test(
    "tmux, which knows nothing of us, shows the same",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/tmux"), "skipped: there is no tmux"))
  func tmux() throws {
    var random = SystemRandomNumberGenerator()
    let plain = ["a", "web-0", "节点", "cafe\u{301}", "한국어", "→⇒✗", "  ", "─│▶"]
    var (grid, shown, bytes) = (CellGrid(width: 40, height: 8), CellGrid?.none, [UInt8]())
    for _ in 0..<30 {
      for _ in 0..<5 {
        grid.put(
          plain.randomElement(using: &random)!, .random(in: 0..<40, using: &random), .random(in: 0..<8, using: &random),
          CellStyle())
      }
      bytes += GridDiff.bytes(from: shown, to: grid, .many)
      shown = grid
    }
    #expect(try TmuxWitness.lines(bytes, width: 40, height: 8) == grid.lines)
  }
}

/// What tmux has on its screen after some bytes.
enum TmuxWitness {
  static func lines(_ bytes: [UInt8], width: Int, height: Int) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hopscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(bytes).write(to: folder.appending(path: "bytes"))
    let script = """
      t() { tmux -u -S "$0/socket" -f /dev/null "$@"; }
      t new-session -d -x \(width) -y \(height) "cat '$0/bytes'; touch '$0/done'; exec sleep 20" \\; set status off > "$0/out" 2>&1
      for n in $(seq 100); do test -e "$0/done" && break; sleep 0.05; done
      previous=
      for n in $(seq 40); do
        text=$(t capture-pane -p); test -n "$previous" && test "$text" = "$previous" && break
        previous=$text; sleep 0.05
      done
      t capture-pane -p; t kill-server
      """
    let (process, out) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/perl")
    // Threads of a test run block signals, which programs inherit: a tmux so started never ends.
    let unblock = "sigprocmask(SIG_SETMASK, POSIX::SigSet->new()); exec @ARGV"
    process.arguments = ["-MPOSIX", "-e", unblock, "bash", "-c", script, folder.path]
    process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm-256color"]
    process.standardOutput = out
    try process.run()
    let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.components(separatedBy: "\n").prefix(height).map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
