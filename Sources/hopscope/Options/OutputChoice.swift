import ArgumentParser

/// `-o`: a format on standard output, or a file whose suffix says the format.
struct OutputChoice: ExpressibleByArgument {
  enum Format: String, CaseIterable { case line, path, table, json, none }
  var format: Format
  var file: String?

  init?(argument: String) {
    if let format = Format(rawValue: argument) {
      self.format = format
      return
    }
    let suffixes: [(String, Format)] = [(".json", .json), (".jsonl", .json), (".ndjson", .json), (".txt", .path)]
    guard let known = suffixes.first(where: { argument.hasSuffix($0.0) && argument.count > $0.0.count }) else {
      return nil
    }
    format = known.1
    file = argument
  }

  init(_ format: Format) { self.format = format }

  var defaultValueDescription: String { format.rawValue }
  static var allValueStrings: [String] { Format.allCases.map(\.rawValue) + ["FILE.json", "FILE.txt"] }
}
