import Trace

/// `hopscope diagnose -o json`: `hopscope.finding/1` for each finding, then the summary with what else the diagnosis says.
public struct DiagnosisJSON: Sendable {
  private let findings: FindingJSON

  /// - Parameter files: names of the inputs, for evidence.
  public init(files: [String]) { findings = FindingJSON(files: files) }

  /// One JSON text each.
  public func objects(_ diagnosis: DiagnosisReport) -> [[UInt8]] {
    diagnosis.findings.map(findings.render) + [SummaryJSON.render(diagnosis.summary) { Self.write(diagnosis, &$0) }]
  }

  private static func write(_ diagnosis: DiagnosisReport, _ json: inout JSONWriter) {
    let leftOut = diagnosis.summary.trace.findingsLeftOut
    if leftOut > 0 { json.field("findingsLeftOut", leftOut) }
    json.key("healthy")
    json.array { json in
      for group in diagnosis.healthy { json.value(JSONValue(written: GroupJSON.render(group, by: .service))) }
    }
    json.key("unexplained")
    json.array { json in for group in diagnosis.unexplained { write(group, &json) } }
    if diagnosis.moreUnexplained > 0 { json.field("moreUnexplained", diagnosis.moreUnexplained) }
    InfoProofJSON.write("cannotProve", diagnosis.claims, &json)
    json.key("cannot-conclude")
    json.array { json in for gap in diagnosis.gaps { write(gap, &json) } }
  }

  private static func write(_ group: UnexplainedFailures.Group, _ json: inout JSONWriter) {
    json.object { json in
      json.field("subject", group.subject)
      if !group.entrance.isEmpty { json.field("entrance", group.entrance) }
      json.field("state", group.state.rawValue)
      if !group.ending.isEmpty { json.field("ending", group.ending) }
      json.field("count", group.count)
      json.field("first", TimeText.rfc3339(group.first))
      json.field("last", TimeText.rfc3339(group.last))
      json.list("paths", group.paths) { $1.value($0) }
    }
  }

  private static func write(_ gap: GapTally.Entry, _ json: inout JSONWriter) {
    json.object { json in
      json.field("about", gap.about.rawValue)
      json.field("sentence", gap.sentence)
      json.list("needs", gap.needs) { $1.value($0) }
      json.field("count", gap.count)
    }
  }
}
