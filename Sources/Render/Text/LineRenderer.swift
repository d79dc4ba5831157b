import Cluster
import Trace
import Wire

/// `-o line`: one line per connection. `→` travels, `⇒` was translated, `✗` ended here; the last word is the path's id.
public struct LineRenderer: Sendable {
  let words: Words
  let style: Style

  public init(map: ServiceMap, style: Style) {
    words = Words(map: map)
    self.style = style
  }

  public func render(_ path: Path) -> String {
    var parts = [
      style(.faint, TimeText.ofDay(path.start, places: 3)), outcome(path), words.subject(path).padded(22), route(path),
    ]
    if let ending = words.ending(path) { parts[3] += " " + style(.bad, "✗ ") + ending }
    parts += remarks(path)
    parts.append(style(.faint, path.id))
    return parts.joined(separator: "  ") + "\n"
  }

  private func outcome(_ path: Path) -> String {
    style(path.isOK ? .good : .bad, words.outcome(path).padded(8))
  }

  private func route(_ path: Path) -> String {
    let client = words.end(path.client, path.names.client, path.transport)
    var text = client + " → "
    guard let front = path.front else {
      return text + backend(path, arrow: "")
    }
    if path.backend == front { return text + backend(path, arrow: "") }
    text += words.end(front, path.names.front, path.transport)
    text += " " + style(.name, words.kind(path.names.front))
    return path.backend == nil ? text : text + backend(path, arrow: " ⇒ ")
  }

  private func backend(_ path: Path, arrow: String) -> String {
    guard let backend = path.backend else { return "" }
    let address = words.address(backend, path.transport)
    let name = words.pod(path.names.backend).map { printable($0.name) + " " } ?? ""
    let kind = style(.name, words.kind(path.names.backend))
    let node = words.node(path.names.backend).map { name.isEmpty ? " (\($0))" : " @\($0)" } ?? ""
    return "\(arrow)\(name)\(address) \(kind)\(node)"
  }

  private func remarks(_ path: Path) -> [String] {
    var remarks: [String] = []
    if let probe = path.probe {
      remarks.append(words.probeFailure(path).map { style(.caution, $0) } ?? words.probe(probe))
    } else if path.front == nil {
      remarks.append("what was dialled is not observable here")
    }
    if !path.isFrontSeen, path.front != nil { remarks.append("front known from conntrack") }
    if path.probe == nil, path.gaps.contains(where: { $0.about == .service }) { remarks.append(words.brief(path)) }
    if path.gaps.contains(where: { $0.about == .backend && $0.reason == .noTapBehindFront }) {
      remarks.append("where it went cannot be concluded")
    }
    if path.gaps.contains(where: { $0.about == .outcome }) { remarks.append("outcome cannot be concluded") }
    if !path.disagreements.isEmpty { remarks.append(style(.caution, "conntrack disagrees")) }
    if path.returnsDirectly { remarks.append("direct server return") }
    if path.synProxyDelta != nil { remarks.append("SYN proxy") }
    if let next = path.continuation { remarks.append("proxied, likely on as \(next.id)") }
    if !path.related.isEmpty { remarks.append("mapped \(path.related.count + 1) times") }
    if let source = path.translations.last(where: { $0.kinds.contains(.snat) }) {
      let seen = words.address(Socket(source.after.source, source.after.sourcePort), path.transport)
      remarks.append("client seen as \(seen) (SNAT)")
    } else if path.translations.contains(where: { $0.kinds.contains(.dnat) }) {
      remarks.append(
        "client IP kept" + (path.names.service == nil && path.names.candidates.isEmpty ? ", no Service" : ""))
    }
    if let weakest = path.translations.map(\.confidence).first(where: { $0 != .certain }) {
      remarks.append(style(.caution, weakest.rawValue))
    } else if path.isAmbiguous {
      remarks.append(style(.caution, "ambiguous"))
    }
    if let handshake = path.handshake { remarks.append("connect \(TimeText.duration(handshake))") }
    return remarks
  }
}
