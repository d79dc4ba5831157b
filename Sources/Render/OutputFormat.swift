import Cluster
import Trace

/// The list of forms that a path can be printed in.
public enum PathForm: Sendable {
  case line, path, wide, json, yaml, name, csv, none
  /// Rows of groups: whoever counts them prints them.
  case table
  case jsonPath(JSONPath)
  case customColumns(CustomColumns)
}

/// Paths and the summary, in one form.
public struct PathPrinter: Sendable {
  private let form: PathForm
  /// One for each map of the timeline: a path is named by the map of its moment.
  private var voices: [Voice]
  private let options: TextOptions
  private let sources: SourceNames
  private let explains: Bool

  /// A class: it holds dozens of references, each of which a copy of a struct would count for each path.
  private final class Voice: Sendable {
    let words: Words
    let line: LineRenderer
    let path: PathRenderer
    let wide: WideTable
    let json: PathJSON

    init(_ map: ServiceMap, _ options: TextOptions, _ sources: SourceNames, explains: Bool) {
      words = Words(map: map, isNumeric: options.isNumeric)
      line = LineRenderer(words: words, options: options)
      path = PathRenderer(words: words, options: options, sources: explains ? sources : nil)
      wide = WideTable(words: words, options: options)
      json = PathJSON(map: map, sources: sources)
    }
  }

  /// - Parameters:
  ///   - files: names of the inputs, for evidence.
  ///   - explains: also print what each translation rests on (`--why`).
  public init(
    _ form: PathForm, timeline: MapTimeline, files: [String] = [], explains: Bool = false, options: TextOptions
  ) {
    self.form = form
    self.options = options
    let sources = SourceNames(files: files)
    self.sources = sources
    self.explains = explains
    voices = timeline.versions.map { Voice($0.map, options, sources, explains: explains) }
  }

  public init(_ form: PathForm, map: ServiceMap, options: TextOptions) {
    self.init(form, timeline: MapTimeline(map), options: options)
  }

  /// More maps have come; positions of those before stay.
  public mutating func update(_ timeline: MapTimeline) {
    for version in timeline.versions.dropFirst(voices.count) {
      voices.append(Voice(version.map, options, sources, explains: explains))
    }
    // As the timeline does: memory stays bounded.
    let oldest = max(0, voices.count - MapTimeline.mostAppended)
    for old in 0..<oldest { voices[old] = voices[oldest] }
  }

  /// Objects of several schemas may stand in it, one after another.
  public var isStreamOfObjects: Bool {
    switch form {
    case .json, .yaml: true
    default: false
    }
  }

  /// A finding, when it first appears in a live run; empty in forms that have no place for it.
  public func render(_ finding: Finding, _ reference: TimeReference = TimeReference()) -> [UInt8] {
    switch form {
    case .line, .path: Array(FindingLine(options: options).render(finding, reference).utf8)
    case .json: FindingJSON(sources: sources).render(finding)
    case .yaml: YAMLWriter.document(of: FindingJSON(sources: sources).render(finding))
    default: []
    }
  }

  private func voice(_ path: Path) -> Voice { voices[min(path.mapIndex, voices.count - 1)] }

  /// What comes before the first path.
  public func head() -> [UInt8] {
    guard case .csv = form, options.hasHeaders else { return [] }
    return Array(CSV.row(PathField.allCases.map(\.rawValue)).utf8)
  }

  /// Empty for forms that are tables of rows: see `rows`.
  public func render(_ path: Path, _ reference: TimeReference = TimeReference()) -> [UInt8] {
    let voice = voice(path)
    switch form {
    case .line: return Array(voice.line.render(path, reference).utf8)
    case .path: return Array(voice.path.render(path, reference).utf8)
    case .json: return voice.json.render(path)
    case .yaml: return YAMLWriter.document(of: voice.json.render(path))
    case .name: return Array("path/\(path.id)\n".utf8)
    case .csv: return Array(CSV.row(PathField.allCases.map { $0.value(path, voice.words)?.text ?? "" }).utf8)
    case .jsonPath(let template): return Self.line(template.text(voice.json.value(path)))
    case .wide, .customColumns, .table, .none: return []
    }
  }

  /// Ended by one newline, unless there is nothing or the template ended it.
  private static func line(_ text: String) -> [UInt8] {
    Array((text.isEmpty || text.hasSuffix("\n") ? text : text + "\n").utf8)
  }

  /// Where rows gather; nil for forms that are no tables of rows.
  public var rows: RowBlocks? {
    switch form {
    case .wide: RowBlocks(WideTable.columns, options)
    case .customColumns(let columns):
      RowBlocks(columns.columns.map { TextTable.Column($0.title, yields: 0, minimum: 6) }, options)
    default: nil
    }
  }

  /// One row of `rows`.
  public func cells(_ path: Path, _ reference: TimeReference = TimeReference()) -> [String] {
    let voice = voice(path)
    switch form {
    case .wide: return voice.wide.cells(path, reference)
    case .customColumns(let columns): return columns.cells(voice.json.value(path))
    default: return []
    }
  }

  /// By what a path is sorted.
  public func key(_ path: Path, _ order: PathOrder) -> PathOrder.Key {
    let voice = voice(path)
    switch order {
    case .fields(let fields): return PathOrder.Key(fields.map { $0.value(path, voice.words) })
    case .expression(let expression): return PathOrder.Key(expression.values(voice.json.value(path)).first)
    }
  }

  /// What follows the last path: in JSON and YAML the summary, in tables of hops what was measured between taps. Else
  /// nothing: the text forms' summary goes to standard error.
  public func render(_ summary: RunSummary) -> [UInt8] {
    switch form {
    case .json: SummaryJSON.render(summary)
    case .yaml: YAMLWriter.document(of: SummaryJSON.render(summary))
    case .path: Array(EdgeText.render(summary, options).utf8)
    default: []
    }
  }
}

/// Names of the inputs.
struct SourceNames: Sendable {
  let files: [String]

  func name(_ file: Int) -> String { files.indices.contains(file) ? files[file] : "file \(file + 1)" }
}
