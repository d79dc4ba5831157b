import ArgumentParser
import Capture
import Trace

/// Where packets are kept while they are traced.
struct RecordOptions: ParsableArguments {
  @Option(
    name: [.customShort("w"), .customLong("write")],
    help: ArgumentHelp(
      "Also record the packets, as pcapng with the devices' names and what was lost; hopscope replay reads it.",
      valueName: "FILE"), completion: .file(extensions: ["pcapng"]))
  var write: String?

  @Option(
    name: .customShort("C"),
    help: ArgumentHelp("Go on in another file after so many millions of bytes.", valueName: "MB"))
  var megabytes: Int?

  @Option(
    name: .customShort("G"),
    help: ArgumentHelp(
      "Go on in another file after so many seconds; FILE may say the time as strftime(3) does.", valueName: "SECONDS"))
  var seconds: Int?

  @Option(
    name: .customShort("W"),
    help: ArgumentHelp(
      "Keep so many files: with -C the oldest is written over, with -G the run ends after them.", valueName: "N"))
  var files: Int?

  @Option(
    help: ArgumentHelp(
      "Keep the last packets in memory, for so long, and write them with -w only when --trigger says so.",
      valueName: "TIME"))
  var ring: TimeSpan?

  @Option(
    help: ArgumentHelp(
      """
      What makes the ring be written: state=refused|no-reply, service=ns/name, drops, or a finding: F24, mtu-black-hole.
      """, valueName: "WHAT"),
    transform: TriggerExpression.init(argument:))
  var trigger: TriggerExpression?

  @Option(help: ArgumentHelp("How long it goes on being written after that.", valueName: "TIME"))
  var after: TimeSpan?

  @Option(help: ArgumentHelp("The most memory that the ring takes, in MB.", valueName: "MB"))
  var ringSize = 256

  func validate() throws {
    for (option, value) in [("-C", megabytes), ("-G", seconds), ("-W", files)] {
      guard value.map({ (1...1_000_000_000).contains($0) }) ?? true else {
        throw ValidationError("\(option) must be at least 1.")
      }
      guard value == nil || write != nil else { throw ValidationError("\(option) cuts a recording: add -w FILE.") }
    }
    guard files == nil || megabytes != nil || seconds != nil else {
      throw ValidationError("-W counts the files that -C or -G make: add one of them.")
    }
    guard (ring == nil) == (trigger == nil) else {
      throw ValidationError("--ring and --trigger belong together: --ring 30s --trigger state=refused -w FILE.")
    }
    guard ring == nil || write != nil else { throw ValidationError("--ring is written to a file: add -w FILE.") }
    guard ring == nil || (megabytes == nil && seconds == nil) else {
      throw ValidationError("A ring makes a file of its own each time; -C, -G and -W do not go with it.")
    }
    guard after == nil || ring != nil else { throw ValidationError("--after goes with --ring and --trigger.") }
    guard (1...65_536).contains(ringSize) else { throw ValidationError("--ring-size must lie between 1 and 65536 MB.") }
  }
}

extension TriggerExpression {
  init(argument: String) throws {
    do throws(TriggerProblem) { self = try TriggerExpression(parsing: argument) } catch {
      throw ValidationError("--trigger: \(error.sentence).")
    }
  }
}
