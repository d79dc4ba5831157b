import Cluster
import Trace

/// `hopscope.finding/1`: one object per finding (docs/outputs.md).
public struct FindingJSON: Sendable {
  private let sources: SourceNames

  /// - Parameter files: names of the inputs, for evidence.
  public init(files: [String]) { self.init(sources: SourceNames(files: files)) }

  init(sources: SourceNames) { self.sources = sources }

  public func render(_ finding: Finding) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("schema", "hopscope.finding/1")
      Self.write(finding.kind, &json)
      json.field("severity", finding.kind.severity.rawValue)
      json.field("certainty", finding.certainty.rawValue)
      json.list("needs", finding.needs) { $1.value($0) }
      json.field("title", finding.kind.title)
      json.field("sentence", finding.sentence)
      write(finding.subject, &json)
      if let place = finding.place { write(place, &json) }
      json.field("count", finding.count)
      json.field("first", finding.first.map(TimeText.rfc3339))
      json.field("last", finding.last.map(TimeText.rfc3339))
      json.list("paths", finding.paths) { $1.value($0) }
      json.list("evidence", finding.evidence) { write($0, &$1) }
      json.list("causes", finding.causes) { Self.write($0, &$1) }
      if !finding.confirm.isEmpty { json.field("confirm", finding.confirm) }
      if !finding.remedy.isEmpty { json.field("remedy", finding.remedy) }
      json.field("url", FindingPages.link(finding.kind))
    }
    json.endLine()
    return json.bytes
  }

  private static func write(_ kind: FindingKind, _ json: inout JSONWriter) {
    json.field("id", kind.id)
    json.field("code", kind.code)
  }

  private func write(_ subject: FindingSubject, _ json: inout JSONWriter) {
    write("service", subject.service, &json)
    write("pod", subject.pod, &json)
    json.field("node", subject.node)
    write("front", subject.front, &json)
    write("backend", subject.backend, &json)
  }

  private func write(_ key: String, _ name: FindingSubject.Name?, _ json: inout JSONWriter) {
    guard let name else { return }
    json.key(key)
    json.object { json in
      json.field("namespace", name.namespace)
      json.field("name", name.name)
    }
  }

  private func write(_ key: String, _ socket: Socket?, _ json: inout JSONWriter) {
    guard let socket else { return }
    json.key(key)
    json.object { json in
      json.field("ip", socket.ip.description)
      json.field("port", socket.port)
    }
  }

  private func write(_ place: FindingPlace, _ json: inout JSONWriter) {
    json.key("where")
    json.object { json in
      switch place {
      case .at(let spot):
        json.key("at")
        write(spot, &json)
      case .between(let from, let to): json.list("between", [from, to]) { write($0, &$1) }
      }
    }
  }

  private func write(_ spot: FindingSpot, _ json: inout JSONWriter) {
    json.object { json in
      json.field("host", spot.host)
      json.field("interface", spot.interface)
    }
  }

  private func write(_ evidence: FindingEvidence, _ json: inout JSONWriter) {
    json.object { json in
      json.field("file", evidence.packet.map { sources.name($0.file) })
      json.field("packet", evidence.packet?.number)
      json.field("text", evidence.text)
    }
  }

  private static func write(_ cause: FindingCause, _ json: inout JSONWriter) {
    json.object { json in
      json.field("code", cause.kind.code)
      json.field("id", cause.kind.id)
      json.field("title", cause.kind.title)
      json.field("why", cause.why)
    }
  }
}
