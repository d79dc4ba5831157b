import ArgumentParser
import Render

/// What the forms of paths show.
struct TextChoices: ParsableArguments {
  @Flag(help: "Addresses instead of the names of pods and nodes, in text; json, yaml and csv have both.")
  var numeric = false

  @Option(
    help: ArgumentHelp(
      """
      How line, path, wide and table write times, always in UTC: time (of day), rfc3339, rfc3339ms, rfc3339us, unix (seconds since \
      1970), relative (seconds since the first path printed), delta (since the one before).
      """, valueName: "FORMAT"))
  var timeFormat: TimeFormat?

  @Flag(help: "No row of titles, with -o wide, table, custom-columns, csv and path.")
  var noHeaders = false

  func check(_ output: OutputChoice) throws {
    guard timeFormat == nil || output.form.isText else {
      throw ValidationError(
        "--time-format is for -o line, path, wide and table; -o \(output.word) always has RFC 3339 with nanoseconds in UTC."
      )
    }
  }

  /// What `look` says, and these.
  func text(_ look: LookOptions, _ output: OutputChoice) -> TextOptions {
    var options = look.text(to: output.file)
    options.isNumeric = numeric
    options.time = timeFormat ?? .time
    options.hasHeaders = !noHeaders
    return options
  }
}

extension TimeFormat: ExpressibleByArgument {
  /// Hubble's names are understood, too: `RFC3339Milli`, `RFC3339Micro`, `RFC3339Nano`.
  public init?(argument: String) {
    switch argument.lowercased() {
    case "rfc3339milli": self = .rfc3339ms
    case "rfc3339micro": self = .rfc3339us
    case "rfc3339nano": self = .rfc3339
    case let word: self.init(rawValue: word)
    }
  }

  public static var allValueStrings: [String] { allCases.map(\.rawValue) }
}
