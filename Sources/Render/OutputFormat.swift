import Cluster
import Trace

/// The list of forms that a path can be printed in.
public enum PathForm: Sendable { case line, table, json, none }

/// Paths and the summary, in one form.
public struct PathPrinter: Sendable {
  private let form: PathForm
  /// One for each map of the timeline: a path is named by the map of its moment.
  private let voices: [Voice]
  private let style: Style

  private struct Voice {
    let line: LineRenderer
    let table: PathRenderer
    let json: PathJSON
  }

  /// - Parameters:
  ///   - files: names of the inputs, for evidence.
  ///   - explains: also print what each translation rests on (`--why`).
  public init(_ form: PathForm, timeline: MapTimeline, files: [String] = [], explains: Bool = false, style: Style) {
    self.form = form
    self.style = style
    voices = timeline.versions.map { version in
      let sources = SourceNames(files: files)
      return Voice(
        line: LineRenderer(map: version.map, style: style),
        table: PathRenderer(map: version.map, style: style, sources: explains ? sources : nil),
        json: PathJSON(map: version.map, sources: sources))
    }
  }

  public init(_ form: PathForm, map: ServiceMap, style: Style) {
    self.init(form, timeline: MapTimeline(map), style: style)
  }

  public func render(_ path: Path) -> [UInt8] {
    let voice = voices[min(path.mapIndex, voices.count - 1)]
    return switch form {
    case .line: Array(voice.line.render(path).utf8)
    case .table: Array(voice.table.render(path).utf8)
    case .json: voice.json.render(path)
    case .none: []
    }
  }

  /// What follows the last path: in JSON the summary, in tables what was measured between taps. Else nothing: the text
  /// forms' summary goes to standard error.
  public func render(_ summary: RunSummary) -> [UInt8] {
    switch form {
    case .json: SummaryJSON.render(summary)
    case .table: Array(EdgeText.render(summary, style: style).utf8)
    case .line, .none: []
    }
  }
}

/// Names of the inputs.
struct SourceNames: Sendable {
  let files: [String]

  func name(_ file: Int) -> String { files.indices.contains(file) ? files[file] : "file \(file + 1)" }
}
