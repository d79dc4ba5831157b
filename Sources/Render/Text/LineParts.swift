import Cluster
import Trace
import Wire

/// The pieces of a line, before they are made to fit.
struct LineParts {
  /// One end of a connection.
  struct End {
    var name: String?
    var socket: Socket
    var hasPort: Bool
  }

  struct Remark {
    var text: String
    var tone: Style.Tone?
    /// The lowest goes first when there is no room.
    var weight: Int
  }

  var time: String
  /// Without the part of a second; nil where the time has none to spare.
  var shortTime: String?
  var outcome: String
  var isOK: Bool
  var subject: String
  var client: End
  var front: End?
  var frontKind: String
  var backend: End?
  var backendKind: String
  var node: String?
  var ending: String?
  var remarks: [Remark]
  var id: String
}

extension LineParts {
  init(_ path: Path, _ words: Words, _ format: TimeFormat, _ reference: TimeReference) {
    time = format.text(path.start, reference, places: 3)
    shortTime = format == .time ? format.text(path.start, reference, places: 0) : nil
    outcome = words.outcome(path)
    isOK = path.isOK
    subject = words.subject(path)
    let hasPort = !words.isPortless(path.transport)
    func end(_ socket: Socket, _ name: String?) -> End { End(name: name, socket: socket, hasPort: hasPort) }
    client = end(path.client, words.name(path.names.client))
    // What was dialled directly is the backend alone.
    front = path.front == path.backend ? nil : path.front.map { end($0, words.name(path.names.front)) }
    frontKind = words.kind(path.names.front)
    backend = path.backend.map { end($0, words.podName(path.names.backend)) }
    backendKind = words.kind(path.names.backend)
    node = words.node(path.names.backend)
    ending = words.ending(path)
    remarks = Self.remarks(path, words)
    id = path.id
  }

  private static func remarks(_ path: Path, _ words: Words) -> [Remark] {
    var remarks = unknowns(path, words)
    if !path.disagreements.isEmpty {
      remarks.append(Remark(text: "conntrack disagrees", tone: .caution, weight: 3))
    }
    if path.returnsDirectly { remarks.append(Remark(text: "direct server return", weight: 2)) }
    if path.synProxyDelta != nil { remarks.append(Remark(text: "SYN proxy", weight: 2)) }
    if let next = path.continuation {
      remarks.append(Remark(text: "proxied, likely on as \(next.id)", weight: 2))
    }
    if !path.related.isEmpty { remarks.append(Remark(text: "mapped \(path.related.count + 1) times", weight: 2)) }
    if let source = source(path, words) { remarks.append(source) }
    if let weakest = path.translations.map(\.confidence).first(where: { $0 != .certain }) {
      remarks.append(Remark(text: weakest.rawValue, tone: .caution, weight: 3))
    } else if path.isAmbiguous {
      remarks.append(Remark(text: "ambiguous", tone: .caution, weight: 3))
    }
    if let handshake = path.handshake {
      remarks.append(Remark(text: "connect \(TimeText.duration(handshake))", weight: 0))
    }
    return remarks
  }

  private static func unknowns(_ path: Path, _ words: Words) -> [Remark] {
    var remarks: [Remark] = []
    if let probe = path.probe {
      let failure = words.probeFailure(path).map { Remark(text: $0, tone: .caution, weight: 3) }
      remarks.append(failure ?? Remark(text: words.probe(probe), weight: 2))
    } else if path.front == nil {
      remarks.append(Remark(text: "what was dialled is not observable here", weight: 3))
    }
    if !path.isFrontSeen, path.front != nil { remarks.append(Remark(text: "front known from conntrack", weight: 2)) }
    if path.probe == nil, path.gaps.contains(where: { $0.about == .service }) {
      remarks.append(Remark(text: words.brief(path), weight: 2))
    }
    if path.gaps.contains(where: { $0.about == .backend && $0.reason == .noTapBehindFront }) {
      remarks.append(Remark(text: "where it went cannot be concluded", weight: 3))
    }
    if path.gaps.contains(where: { $0.about == .outcome }) {
      remarks.append(Remark(text: "outcome cannot be concluded", weight: 3))
    }
    return remarks
  }

  /// What became of the client's address.
  private static func source(_ path: Path, _ words: Words) -> Remark? {
    if let seen = path.translatedSource {
      return Remark(text: "client seen as \(words.address(seen, path.transport)) (SNAT)", weight: 1)
    }
    guard path.translations.contains(where: { $0.kinds.contains(.dnat) }) else { return nil }
    let isService = path.names.service != nil || !path.names.candidates.isEmpty
    return Remark(text: "client IP kept" + (isService ? "" : ", no Service"), weight: 0)
  }
}

extension LineParts.Remark {
  init(text: String, weight: Int) { self.init(text: text, tone: nil, weight: weight) }
}

extension Path {
  /// As what the client reached the backend, when SNAT made it another.
  var translatedSource: Socket? {
    translations.last { $0.kinds.contains(.snat) }.map { Socket($0.after.source, $0.after.sourcePort) }
  }
}
