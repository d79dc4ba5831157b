import Cluster
import Trace

/// The list of forms that a path can be printed in.
public enum PathForm: Sendable { case line, table, json, none }

/// Paths and the summary, in one form.
public struct PathPrinter: Sendable {
  private let form: PathForm
  private let line: LineRenderer
  private let table: PathRenderer
  private let json: PathJSON

  public init(_ form: PathForm, map: ServiceMap, style: Style) {
    self.form = form
    line = LineRenderer(map: map, style: style)
    table = PathRenderer(map: map, style: style)
    json = PathJSON(map: map)
  }

  public func render(_ path: Path) -> [UInt8] {
    switch form {
    case .line: Array(line.render(path).utf8)
    case .table: Array(table.render(path).utf8)
    case .json: json.render(path)
    case .none: []
    }
  }

  /// The last line; empty in the text forms, whose summary goes to standard error.
  public func render(_ summary: RunSummary) -> [UInt8] { form == .json ? SummaryJSON.render(summary) : [] }
}
