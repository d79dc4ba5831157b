import Cluster
import Render
import Trace

/// Collects what a diagnosis is made of, and prints it at the end.
struct DiagnoseSink: PathSink, ~Copyable {
  private var collector: DiagnosisCollector
  private var output: OutputStream
  private let form: DiagnoseOutput.Form
  private let files: [String]
  private let text: TextOptions
  /// Of what was found; nil where nothing was.
  private(set) var gravest: Severity?

  init(
    _ collector: DiagnosisCollector, _ output: consuming OutputStream, _ form: DiagnoseOutput.Form, files: [String],
    text: TextOptions
  ) {
    self.collector = collector
    self.output = output
    self.form = form
    self.files = files
    self.text = text
  }

  mutating func take(_ paths: [Path], _ printer: PathPrinter) { collector.add(paths) }

  mutating func update(_ timeline: MapTimeline) { collector.update(timeline) }

  mutating func finish(_ summary: RunSummary, _ printer: PathPrinter) throws {
    let diagnosis = collector.diagnosis(summary)
    gravest = diagnosis.gravest
    switch form {
    case .text: try output.write(DiagnosisText(files: files, columns: columns, options: text).render(diagnosis))
    case .json: for object in DiagnosisJSON(files: files).objects(diagnosis) { try output.write(object) }
    case .yaml:
      for object in DiagnosisJSON(files: files).objects(diagnosis) {
        try output.write(YAMLWriter.document(of: object))
      }
    }
    try output.close()
  }

  /// Longer lines are hard to read.
  private var columns: Int { min(text.width ?? 100, 120) }
}
