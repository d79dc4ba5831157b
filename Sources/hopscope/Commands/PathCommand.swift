import ArgumentParser
import Render
import Trace

struct PathCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path",
    abstract: "Explain one path: its hops, and what each translation rests on.",
    discussion: """
      Reads the captures again and prints the path with this id: which packets (file and number) show each translation, \
      which fields they have in common and what that is worth, which object of the map allows it, and which other \
      candidates were refused and why. Ids are what hopscope replay prints; a beginning suffices when it is unique.

      Examples:
        hopscope path 3c08dc77ae55 worker-1_eth0.pcap worker-1_cni0.pcap \\
            --cluster cluster.json
        hopscope path 3c08 *.pcap --cluster cluster.json -o json
        hopscope path path/3c08dc77ae55 *.pcap --cluster cluster.json -o yaml

      Exit codes: 0 done; 1 no such path, several, or an input could not be read; 3 partial; 64 wrong usage.
      """)

  @Argument(
    help: ArgumentHelp("Id of the path, or its beginning; path/ID, as -o name prints it, too.", valueName: "ID"))
  var id: String

  @OptionGroup var trace: TraceOptions

  @Option(
    name: .shortAndLong, help: OutputChoice.help, completion: OutputChoice.completion,
    transform: OutputChoice.init(parsing:))
  var output = OutputChoice(form: .path, word: "path")

  @OptionGroup var choices: TextChoices

  /// `path/3c08dc77ae55`, as -o name prints it, or the id alone.
  private var digits: String { id.hasPrefix("path/") ? String(id.dropFirst(5)) : id }

  func validate() throws {
    try trace.input.requireCapture()
    guard output.form.showsOnePath else {
      throw ValidationError("hopscope path prints one path; -o \(output.word) would print nothing.")
    }
    try choices.check(output)
    guard !trace.input.follow else {
      throw ValidationError("hopscope path looks for its path in captures that have an end: leave --follow away.")
    }
    let isID = digits.allSatisfy { $0.isHexDigit || $0 == "." }
    guard !digits.isEmpty, isID else {
      throw ValidationError(
        "\(id) is no path id: twelve hexadecimal digits as hopscope replay prints them, or their beginning.")
    }
  }

  mutating func run() throws {
    let text = choices.text(trace.look, output)
    var run = try ReplayRun(trace, form: output.form, explains: true, text: text, judges: output.form.showsFindings)
    var search = PathSearch(digits.lowercased(), file: output.file)
    let status = try run.run(into: &search)
    if status != .done { throw ExitCode(status.rawValue) }
  }
}

/// Looks for one path among all.
struct PathSearch: PathSink {
  private let id: String
  private let file: String?
  private var exact: Path?
  private var beginnings: [Path] = []
  private var seen = 0
  /// That many are named when a beginning is not unique.
  private static let mostNamed = 8

  /// - Parameter file: where the path is printed; nil for standard output.
  init(_ id: String, file: String? = nil) {
    self.id = id
    self.file = file
  }

  mutating func take(_ paths: [Path], _ printer: PathPrinter) {
    seen += paths.count
    for path in paths {
      if path.id == id { exact = path }
      if path.id.hasPrefix(id), beginnings.count <= Self.mostNamed { beginnings.append(path) }
    }
  }

  func finish(_ summary: RunSummary, _ printer: PathPrinter) throws {
    let path = try found()
    var page = PathPage(try file.map { try OutputStream(file: $0) } ?? OutputStream())
    try page.print(path, printer)
    try page.finish(nil, printer)
  }

  private func found() throws -> Path {
    if let path = exact ?? (beginnings.count == 1 ? beginnings[0] : nil) { return path }
    guard !beginnings.isEmpty else {
      throw Failure(
        sentence:
          "no path \(id) among the \(seen) in these captures; hopscope replay prints the id at the end of each line")
    }
    let names = beginnings.prefix(Self.mostNamed).map(\.id).joined(separator: ", ")
    let more = beginnings.count > Self.mostNamed ? " …" : ""
    throw Failure(sentence: "several paths begin with \(id): \(names)\(more); give more digits")
  }
}
