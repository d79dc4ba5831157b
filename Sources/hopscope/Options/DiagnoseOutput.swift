import ArgumentParser

/// `diagnose -o`: a form on standard output, or a file whose suffix says the form.
struct DiagnoseOutput: CustomStringConvertible {
  enum Form: String, CaseIterable { case text, json, yaml }

  var form = Form.text
  var file: String?
  /// As it was asked for.
  var description = Form.text.rawValue

  static let help = ArgumentHelp(
    """
    text. json: hopscope.finding/1, one finding per line, then hopscope.summary/1; yaml: the same data. Or a file, whose \
    suffix says the form: FILE.json, .yaml, .txt.
    """, valueName: "FORM")
  static let completion = CompletionKind.list(Form.allCases.map(\.rawValue))

  private static let suffixes: [(String, Form)] = [
    (".json", .json), (".jsonl", .json), (".ndjson", .json), (".yaml", .yaml), (".yml", .yaml), (".txt", .text),
  ]

  init() {}

  /// - Throws: `ValidationError` with the forms there are.
  init(parsing text: String) throws {
    description = text
    if let known = Form(rawValue: text) {
      form = known
    } else if let known = Self.suffixes.first(where: { text.hasSuffix($0.0) && text.count > $0.0.count }) {
      (form, file) = (known.1, text)
    } else {
      throw ValidationError(
        "“\(text)” is no form. There are \(Form.allCases.map(\.rawValue).joined(separator: ", ")), and files ending in "
          + ".json, .yaml or .txt.")
    }
  }
}

/// `--fail-on`: the least grave severity that counts.
enum FailOn: String, ExpressibleByArgument, CaseIterable { case error, warning }
