import Foundation
import Testing

/// `hopscope top` as a person has it: in tmux, with keys, another size, and the shell as it was behind it.
@Suite(
  .serialized,
  .enabled(
    if: Program.isThere("hopscope") && Program.isThere("tmux"),
    "skipped: hopscope or tmux is not beside this test bundle"))
struct TopProgramTests {
  private static let top =
    "hopscope top captures/nginx-service captures/wrong-targetport --cluster captures/nginx-service/cluster.json -q"

  /// - Parameter steps: lines of bash; `keys` presses, `see` waits for a text, `gone` until it is not there.
  private func run(_ steps: String) throws -> String {
    let script = """
      folder=$(mktemp -d); t() { tmux -u -S "$folder/socket" -f /dev/null "$@"; }
      screen() { t capture-pane -p; }
      keys() { t send-keys "$@"; }
      see() { for n in $(seq 200); do screen | grep -qF -- "$1" && { echo "saw $1"; return; }; sleep 0.05; done
        echo "never saw $1"; screen; }
      gone() { for n in $(seq 200); do screen | grep -qF -- "$1" || { echo "gone $1"; return; }; sleep 0.05; done
        echo "still $1"; screen; }
      t new-session -d -x 100 -y 30 "PS1='ready> ' bash --norc --noprofile" \\; set status off > "$folder/out" 2>&1
      see 'ready>'
      \(steps)
      t kill-server; rm -r "$folder"
      """
    // Threads of a test run block signals, which programs inherit: a tmux so started never ends.
    let unblock = "sigprocmask(SIG_SETMASK, POSIX::SigSet->new()); exec @ARGV"
    return try Program.run(
      "perl", ["-MPOSIX", "-e", unblock, "bash", "-c", script], environment: ["TERM": "xterm-256color"]
    ).output
  }

  private func expect(_ output: String, _ sayings: [String]) {
    let lines = output.split(separator: "\n").map(String.init)
    for saying in sayings { #expect(lines.contains(saying), "\(saying): \(output)") }
    #expect(!output.contains("never saw") && !output.contains("still "), "\(output)")
  }

  @Test("Keys, another size, and q gives the terminal back") func session() throws {
    let output = try run(
      """
      keys "\(Self.top)" Enter; see 'end of capture'; see 'Services'; see 'Failures'
      keys Enter; see 'FROM TAP'
      keys Enter; see 'certain:'
      keys Escape; see 'FROM TAP'
      t resize-window -x 60 -y 15; see 'connections'
      t resize-window -x 30 -y 9; see 'too small'
      t resize-window -x 120 -y 40; see 'FROM TAP'
      keys q; gone 'FROM TAP'
      keys 'stty -a | tr " " "\\n" | grep -cx -e icanon -e echo' Enter; see 2
      """)
    expect(output, ["saw certain:", "saw too small", "gone FROM TAP", "saw 2"])
  }

  @Test("SIGTERM and SIGSEGV give it back, too; ctrl-z and fg show it again", arguments: ["TERM", "SEGV", "INT"])
  func signals(_ signal: String) throws {
    let output = try run(
      """
      keys "\(Self.top)" Enter; see 'end of capture'
      keys C-z; see 'Stopped'; gone 'end of capture'
      keys 'fg' Enter; see 'end of capture'
      keys C-z; see 'Stopped'
      keys 'fg' Enter; see 'end of capture'
      kill -\(signal) "$(pgrep -P "$(t display -p '#{pane_pid}')" hopscope)"; gone 'end of capture'
      keys 'stty -a | tr " " "\\n" | grep -cx -e icanon -e echo' Enter; see 2
      """)
    expect(output, ["saw Stopped", "saw end of capture", "gone end of capture", "saw 2"])
  }

  @Test("What is no terminal gets the lines of replay") func pipe() throws {
    let files = "captures/nginx-service --cluster captures/nginx-service/cluster.json -q"
    let top = try Program.run("sh", ["-c", "hopscope top \(files)"])
    let replay = try Program.run("sh", ["-c", "hopscope replay \(files)"])
    #expect(top.output == replay.output && !top.output.isEmpty)
    let told = try Program.run("sh", ["-c", "hopscope top captures/nginx-service 2>&1 >/dev/null"])
    #expect(told.output.contains("note:  standard output is no terminal: one line per path, as hopscope replay"))
  }
}
