import Foundation
import Testing

@testable import hopscope

/// The program as people call it, with environment and wrong usage.
@Suite(.enabled(if: Program.isThere("hopscope"), "skipped: the program is not beside this test bundle"))
struct CommandLineTests {
  private static let capture = "captures/nginx-service/worker-1_eth0.pcap"

  private func run(_ arguments: [String], _ environment: [String: String] = [:]) throws -> Program.Answer {
    try Program.run("hopscope", arguments, environment: environment)
  }

  @Test("The command line wins over the environment, the environment over nothing") func precedence() throws {
    let json = ["HOPSCOPE_OUTPUT": "json"]
    #expect(try run(["info", Self.capture], json).output.hasPrefix("{\"schema\":\"hopscope.info/1\""))
    for typed in [["-o", "text"], ["--output", "text"], ["--output=text"]] {
      #expect(try run(["info", Self.capture] + typed, json).output.hasPrefix(Self.capture), "\(typed)")
    }
    #expect(try run(["info", "--", Self.capture], json).output.hasPrefix("{\"schema\""))
    let quiet = try run(["replay", Self.capture], ["HOPSCOPE_QUIET": "true", "HOPSCOPE_OUTPUT": "none"])
    #expect(quiet.output == "" && quiet.status == 0)
  }

  @Test("A bad value says whence it comes; help works all the same") func provenance() throws {
    let bad = ["HOPSCOPE_MAX_FLOWS": "many"]
    let answer = try run(["replay", Self.capture], bad)
    #expect(answer.status == 64)
    #expect(
      answer.output == """
        error: The value 'many' is invalid for '--max-flows <N>'
        note:  --max-flows many comes from HOPSCOPE_MAX_FLOWS
        See 'hopscope replay --help'.

        """)
    for words in [["help", "replay"], ["replay", "--help"], ["--version"], ["info", Self.capture]] {
      #expect(try run(words, bad).status == 0, "\(words)")
    }
  }

  @Test(
    "Wrong usage is a sentence, where to read on, and status 64",
    arguments: [
      (["repaly", "x.pcap"], "error: there is no command “repaly”; did you mean replay?\nSee 'hopscope --help'.\n"),
      (["config", "shwo"], "error: there is no command “shwo”; did you mean show?\nSee 'hopscope config --help'.\n"),
      (["zzzzzz"], "error: there is no command “zzzzzz”\nSee 'hopscope --help'.\n"),
      (
        [capture],
        "error: “\(capture)” is a file, and a command comes first: hopscope replay \(capture)\nSee 'hopscope --help'.\n"
      ),
      (
        ["replay"],
        "error: nothing to read: name captures, a folder of them, or - for standard input.\nSee 'hopscope replay --help'.\n"
      ),
      (
        ["replay", "--clutser", "x"],
        "error: Unknown option '--clutser'. Did you mean '--cluster'?\nSee 'hopscope replay --help'.\n"
      ),
      (["\u{1b}[2J"], "error: there is no command “\\u{1b}[2J”\nSee 'hopscope --help'.\n"),
    ])
  func usage(_ words: [String], _ text: String) throws {
    let answer = try run(words)
    #expect(answer.output == text)
    #expect(answer.status == 64)
  }

  @Test("--version begins with name and number, and says what it was built of") func version() throws {
    let answer = try run(["--version"])
    #expect(answer.status == 0)
    let lines = answer.output.split(separator: "\n").map(String.init)
    #expect(
      lines.first?.wholeMatch(
        of:
          /hopscope \d+\.\d+\.\d+ \((commit [0-9a-f]{12}( with changes)?|commit unknown: not built from a checkout), (debug|release) build\)/
      ) != nil)
    #expect(lines.contains { $0.hasPrefix("libpcap version ") })
    #expect(lines.contains { $0.wholeMatch(of: /Swift 6\.\d+(\.\d+)?( or later)?, \w+-unknown-linux-gnu/) != nil })
  }

  @Test("Who reads only the head of the output ends the program quietly") func brokenPipe() throws {
    let command =
      "hopscope replay captures/*/*.pcap -o json -q --no-clock-correction | head -c 10 >/dev/null; echo ${PIPESTATUS[0]}"
    let answer = try Program.run("bash", ["-c", command])
    #expect(answer.output == "0\n")
  }
}
