import ArgumentParser
import Render

/// Prints what a check of the map came to, in the form asked for.
struct CheckOutput {
  let form: DiagnoseOutput.Form
  let text: TextOptions

  static let help = ArgumentHelp(
    """
    text. json: hopscope.finding/1, one finding per line, then hopscope.check/1; yaml: the same data. Or a file, whose \
    suffix says the form: FILE.json, .yaml, .txt.
    """, valueName: "FORM")

  func write(_ report: CheckReport, to output: inout OutputStream) throws {
    switch form {
    case .text:
      // Longer lines are hard to read.
      let columns = min(text.width ?? 100, 120)
      try output.write(CheckText(columns: columns, style: text.style).render(report))
    case .json: for object in CheckJSON.objects(report) { try output.write(object) }
    case .yaml: for object in CheckJSON.objects(report) { try output.write(YAMLWriter.document(of: object)) }
    }
  }
}
