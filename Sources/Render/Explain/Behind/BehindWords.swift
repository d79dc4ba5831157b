import Cluster
import Trace
import Wire

/// One connection that had the socket: who it was, the way its packets were rewritten, and what that rests on.
struct BehindWords {
  let report: BehindReport

  func answer(_ match: Appearance) -> String {
    let path = match.path
    let socket = report.search.question.socket.description
    let target = Socket(match.tuple.destination, match.tuple.destinationPort).description
    switch match.part {
    case .snatSource: return "Behind \(socket) was \(who(path)), calling \(dialled(path))."
    case .destination: return "\(socket) was dialled by \(who(path))."
    case .client:
      guard report.isOriginOpen(match) else { return "\(socket) is \(who(path)) itself, calling \(dialled(path))." }
      let node = path.names.client.node.map { printable(report.map(path)[$0].name) } ?? "the node"
      return """
        No tap shows anybody behind \(socket), which called \(target): it was a process of \(node) itself, or a pod whose side \
        of the node was not captured. The captures show \(report.places).
        """
    }
  }

  /// One line of many.
  func brief(_ match: Appearance) -> String {
    let path = match.path
    let time = TimeText.ofDay(match.first, places: 3)
    return "\(who(path)) → \(dialled(path)), \(time), \(path.state.rawValue), path \(path.id)"
  }

  private func dialled(_ path: Path) -> String {
    guard let front = path.front else { return "what no tap shows" }
    let map = report.map(path)
    let service = path.names.service.map { " (\(ExplainNames(map: map).service($0)))" } ?? ""
    return front.description + service
  }

  /// `pod default/web-0 (10.244.1.10:40020) on worker-1`.
  private func who(_ path: Path) -> String {
    let map = report.map(path)
    let names = ExplainNames(map: map)
    let role = path.names.client
    let address = path.client.description
    switch role.addressKind {
    case .podIP where role.pods.count == 1:
      let node = (role.node ?? map[role.pods[0]].node).map { " on \(names.node($0))" } ?? ""
      return "\(names.pod(role.pods[0])) (\(address))\(node)"
    case .podIP where role.pods.count > 1: return "one of \(names.some(role.pods.map(names.pod))) (\(address))"
    case .nodeIP: return "node " + (role.node.map(names.node) ?? "") + " (\(address))"
    case .external: return "\(address), outside of the cluster"
    case .unknown: return address
    default: return "\(address) (\(role.addressKind.rawValue))"
    }
  }

  /// The tuples, one below the other, and who rewrote between them.
  func steps(_ match: Appearance, _ prose: Prose, _ style: Style) -> [String] {
    let path = match.path
    var lines: [String] = []
    func add(_ tuple: Tuple) {
      let isAsked = tuple == match.tuple
      let text =
        "\(Socket(tuple.source, tuple.sourcePort).description) → \(Socket(tuple.destination, tuple.destinationPort).description)"
      lines.append("  \(isAsked ? "▶ " : "  ")\(style(isAsked ? .strong : .name, text))")
    }
    add(path.translations.first?.before ?? match.tuple)
    for translation in path.translations {
      let kinds = translation.kinds.map { $0.rawValue.uppercased() }.joined(separator: " and ")
      let host = translation.host.map { " by \(printable($0))" } ?? ""
      lines.append("          │ \(kinds)\(host)")
      lines.append("          ▼")
      add(translation.after)
    }
    return lines
  }

  func evidence(_ match: Appearance) -> [String] {
    let path = match.path
    var lines = [timing(match)]
    let words = Words(map: report.map(path))
    for translation in path.translations {
      let packets = translation.proofs.map(proof).joined(separator: "; ")
      let proof = packets.isEmpty ? "" : " (\(packets))"
      lines.append("\(translation.confidence.rawValue): \(words.evidence(translation.evidence))\(proof)")
    }
    if path.isAmbiguous { lines.append("ambiguous: several other flows fit as well") }
    let files =
      report.files.count > 4 ? "FILE…" : report.files.map { KubectlText.quoted(printable($0)) }.joined(separator: " ")
    lines.append("more: hopscope path \(path.id) \(files)")
    return lines
  }

  private func timing(_ match: Appearance) -> String {
    let path = match.path
    var text =
      "path \(path.id), \(path.state.rawValue), seen from \(TimeText.rfc3339(match.first)) to \(TimeText.rfc3339(match.last))"
    guard let time = report.search.question.time else { return text }
    let distance = match.distance(to: time)
    if distance < 0 {
      text += ", begins \(TimeText.duration(Int64(clamping: distance.magnitude))) after the time asked about"
    }
    if distance > 0 { text += ", ends \(TimeText.duration(distance)) before the time asked about" }
    return text
  }

  private func proof(_ proof: Proof) -> String {
    let sources = SourceNames(files: report.files)
    func packet(_ reference: PacketReference) -> String {
      "\(printable(sources.name(reference.file))) #\(reference.number)"
    }
    switch proof {
    case .packets(let before, let after): return "\(packet(before)) became \(packet(after))"
    case .conntrack(let entry): return "conntrack of \(printable(entry.host)), line \(entry.line)"
    }
  }
}
