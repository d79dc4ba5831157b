import Foundation
import Testing

/// SIGUSR1, `--stats` and the progress line, of the running program.
@Suite(.enabled(if: Program.isThere("hopscope"), "skipped: the program is not beside this test bundle"))
struct SignalTests {
  private static let capture = "captures/nginx-service/worker-1_eth0.pcap"

  @Test("SIGUSR1 prints statistics while a pipe is silent, and the run goes on") func silentPipe() throws {
    let answer = try Program.run(
      "bash",
      [
        "-c",
        """
        exec 3> >(hopscope replay - --tap=-=worker-1/eth0 -o none; echo "status $?")
        program=$!; cat \(Self.capture) >&3; sleep 1
        pkill -USR1 -P $program hopscope; sleep 1; exec 3>&-; wait $program
        """,
      ])
    #expect(answer.output.contains("statistics: "), "\(answer.output)")
    #expect(answer.output.contains(" 32 packets ("))
    #expect(answer.output.contains(" so far (") && answer.output.contains(" held"))
    #expect(answer.output.contains(" of standard input\n"))
    #expect(answer.output.hasSuffix("status 0\n"))
  }

  @Test(
    "SIGUSR1 is heard, too, by what waits for the end of a pipe",
    arguments: ["path 3c08 -", "explain 192.168.49.2:30001 --in -"])
  func silentPipeToTheEnd(_ command: String) throws {
    let answer = try Program.run(
      "bash",
      [
        "-c",
        """
        exec 3> >(hopscope \(command) --tap=-=worker-1/eth0 > /dev/null; echo "status $?")
        program=$!; cat \(Self.capture) >&3; sleep 1
        pkill -USR1 -P $program hopscope; sleep 1; exec 3>&-; wait $program
        """,
      ])
    #expect(answer.output.contains("statistics: ") && answer.output.contains(" 32 packets ("), "\(answer.output)")
  }

  @Test("--stats prints them again and again, also in a pipe") func periodic() throws {
    let answer = try Program.run(
      "bash", ["-c", "(cat \(Self.capture); sleep 3) | hopscope replay - -o none --stats 500ms"])
    #expect(answer.output.components(separatedBy: "statistics: ").count > 2, "\(answer.output)")
  }

  @Test("Progress comes after a second, on a terminal only, and is wiped before anything else") func progress() throws {
    let slow = "(cat \(Self.capture); sleep 2) | hopscope replay - -o line"
    let terminal = try PseudoTerminal(columns: 30)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", slow]
    process.currentDirectoryURL = Package.folder
    process.environment = ["PATH": Program.searchPath, "TERM": "xterm", "NO_COLOR": "1"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = terminal.slave
    process.standardError = terminal.slave
    try process.run()
    let text = terminal.readToEnd()
    process.waitUntilExit()
    let drawn = text.components(separatedBy: "\r\u{1b}[K").dropFirst()
    #expect(drawn.contains { $0.contains(" MB") }, "\(text.debugDescription)")
    for piece in drawn where piece.contains(" MB") { #expect(piece.count < 30 && !piece.contains("\n")) }
    #expect(!text.contains(" %"), "a pipe has no end")
    let quiet = try Program.run("sh", ["-c", slow + " -q"])
    #expect(!quiet.output.contains("MB"))
  }
}
