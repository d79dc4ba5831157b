import Cluster
import Trace
import Wire

/// `behind` of `hopscope.explain/1`: the answer to a line of a firewall's log.
struct BehindJSON {
  private let report: BehindReport

  init(_ report: BehindReport) { self.report = report }

  func write(_ json: inout JSONWriter) {
    let search = report.search
    let question = search.question
    json.object { json in
      json.field("at", question.time.map(TimeText.rfc3339))
      json.field("within_ms", question.time.map { _ in question.tolerance / 1_000_000 })
      if let peer = question.peer {
        json.key("peer")
        json.object { json in
          json.field("ip", peer.ip.description)
          json.field("port", peer.port)
        }
      }
      json.field("verdict", search.verdict.rawValue)
      json.field("paths", search.pathCount)
      json.field("from", search.covered.map { TimeText.rfc3339($0.lowerBound) })
      json.field("to", search.covered.map { TimeText.rfc3339($0.upperBound) })
      json.field("matching", search.matchCount)
      json.list("matches", search.matches) { write($0, &$1) }
      if search.matches.isEmpty { json.list("atOtherTimes", search.others) { write($0, &$1) } }
      json.list("needs", report.needs) { $1.value($0) }
    }
  }

  private func write(_ match: Appearance, _ json: inout JSONWriter) {
    let path = PathJSON(map: report.map(match.path), sources: SourceNames(files: report.files))
    json.object { json in
      json.field("path", match.path.id)
      json.field("part", match.part.rawValue)
      if report.isOriginOpen(match) { json.field("originOpen", true) }
      json.field("first", TimeText.rfc3339(match.first))
      json.field("last", TimeText.rfc3339(match.last))
      json.field("distance_ms", report.search.question.time.map { match.distance(to: $0) / 1_000_000 })
      json.field("state", match.path.state.rawValue)
      json.key("tuple")
      json.object { json in PathJSON.write(ends: match.tuple, &json) }
      path.write(ends: match.path, &json)
      path.write(translations: match.path.translations, &json)
      if match.path.isAmbiguous { json.field("ambiguous", true) }
    }
  }
}
