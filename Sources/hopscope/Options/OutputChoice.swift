import ArgumentParser
import Render

/// `-o`: a form on standard output, or a file whose suffix says the form.
struct OutputChoice {
  var form: PathForm
  /// As it was asked for, for sentences.
  var word: String
  var file: String?

  static let words: [(String, PathForm)] = [
    ("line", .line), ("path", .path), ("wide", .wide), ("table", .table), ("json", .json), ("yaml", .yaml),
    ("name", .name), ("csv", .csv),
    ("none", .none),
  ]
  private static let suffixes: [(String, PathForm)] = [
    (".json", .json), (".jsonl", .json), (".ndjson", .json), (".yaml", .yaml), (".yml", .yaml), (".csv", .csv),
    (".txt", .path),
  ]

  static let help: ArgumentHelp = ArgumentHelp(
    """
    line: one line per connection. path: its table of hops, and what was measured between taps. wide: a table, one row per \
    connection. table: one row per Service and entrance. json, yaml: hopscope.path/1; with --by hopscope.group/1. jsonpath=TEMPLATE, jsonpath-file=FILE: what kubectl's template picks of that. \
    custom-columns=NAME:.path,…, custom-columns-file=FILE: a table of one's own. name: path/ID. csv. none. Or a file, whose \
    suffix says the form: FILE.json, .yaml, .csv, .txt (path).
    """, valueName: "FORM")

  /// What a shell completes.
  static let completion = CompletionKind.list(words.map(\.0) + Template.allCases.map { "\($0.rawValue)=" })

  /// - Throws: `ValidationError` with the place in a template that is wrong.
  init(parsing text: String) throws {
    if let known = Self.words.first(where: { $0.0 == text }) {
      self.init(form: known.1, word: text)
    } else if let equals = text.firstIndex(of: "="), let template = Template(rawValue: String(text[..<equals])) {
      let argument = String(text[text.index(after: equals)...])
      self.init(form: try template.form(argument), word: template.rawValue)
    } else if let known = Self.suffixes.first(where: { text.hasSuffix($0.0) && text.count > $0.0.count }) {
      self.init(form: known.1, word: text, file: text)
    } else {
      let words = Self.words.map(\.0) + Template.allCases.map { "\($0.rawValue)=…" }
      throw ValidationError(
        "“\(text)” is no form. There are \(words.joined(separator: ", ")), and files ending in .json, .yaml, .csv or .txt."
      )
    }
  }

  init(form: PathForm, word: String, file: String? = nil) {
    (self.form, self.word, self.file) = (form, word, file)
  }

  /// Forms that take an argument.
  private enum Template: String, CaseIterable {
    case jsonpath
    case jsonpathFile = "jsonpath-file"
    case customColumns = "custom-columns"
    case customColumnsFile = "custom-columns-file"

    func form(_ argument: String) throws -> PathForm {
      do {
        switch self {
        case .jsonpath: return .jsonPath(try JSONPath(template: argument))
        case .jsonpathFile: return .jsonPath(try JSONPath(template: try Self.text(argument)))
        case .customColumns: return .customColumns(try CustomColumns(argument))
        case .customColumnsFile: return .customColumns(try CustomColumns(file: try Self.text(argument)))
        }
      } catch let problem as TemplateProblem {
        throw ValidationError("\(rawValue)=\(argument): \(problem.description).")
      } catch let failure as Failure {
        throw ValidationError("\(failure.sentence).")
      }
    }

    private static func text(_ file: String) throws -> String {
      let bytes = try FileBytes.read(file, what: "template", advice: "name a file that can be read")
      guard bytes.count <= 1 << 20 else { throw Failure(sentence: "\(file) is no template: it is larger than 1 MiB") }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}

extension OutputChoice: CustomStringConvertible {
  var description: String { word }
}

extension PathForm {
  /// For people: times and widths can be chosen.
  var isText: Bool {
    switch self {
    case .line, .path, .wide, .table, .none: true
    case .json, .yaml, .name, .csv, .jsonPath, .customColumns: false
    }
  }

  /// One path alone can be printed so.
  var showsOnePath: Bool {
    switch self {
    case .table, .none: false
    case .line, .path, .wide, .json, .yaml, .name, .csv, .jsonPath, .customColumns: true
    }
  }

  /// What is told of live connections: programs get every event where the form says which it is, else endings alone.
  func telling(_ isVerbose: Bool) -> PathStream.Telling {
    switch self {
    case .json, .yaml: .everything
    case .line, .path: isVerbose ? .everything : .news
    case .wide, .table, .name, .csv, .jsonPath, .customColumns, .none: .endings
    }
  }

  /// Says what is wrong with a path.
  var showsFindings: Bool {
    switch self {
    case .path, .json, .yaml, .jsonPath, .customColumns: true
    case .line, .wide, .table, .name, .csv, .none: false
    }
  }

  /// Tells what is found in a live run when it first appears.
  var tellsFindings: Bool {
    switch self {
    case .line, .path, .json, .yaml: true
    case .wide, .table, .name, .csv, .jsonPath, .customColumns, .none: false
    }
  }

  /// Says what a translation rests on.
  var canExplain: Bool {
    switch self {
    case .path, .json, .yaml, .jsonPath, .customColumns: true
    case .line, .wide, .table, .name, .csv, .none: false
    }
  }
}
