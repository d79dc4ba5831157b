import Cluster
import Trace
import Wire

/// `-o path`: a table of hops per connection, with the translations between them and what they rest on.
struct PathRenderer {
  let words: Words
  let options: TextOptions
  /// Nil: without reasons.
  private let why: WhyWords?

  init(words: Words, options: TextOptions, sources: SourceNames?) {
    self.words = words
    self.options = options
    why = sources.map { WhyWords(words: words, sources: $0) }
  }

  private var style: Style { options.style }

  func render(_ path: Path, _ reference: TimeReference) -> String {
    var table = TextTable(Self.columns, indent: 2)
    table.rows = rows(path, reference)
    var rows = table.lines(width: options.width, hasHeader: options.hasHeaders, style: style)
    var lines = wrapped(title(path), indent: 2)
    if options.hasHeaders { lines.append(rows.removeFirst()) }
    for (position, row) in rows.enumerated() {
      for translation in translations(path, before: position) {
        lines += wrapped(style(.caution, "    ⇒ ") + sentence(translation, path), indent: 6)
        for reason in why?.lines(translation, path) ?? [] {
          lines += wrapped("      · \(reason)", indent: 8).map { style(.faint, $0) }
        }
      }
      lines.append(row)
    }
    if let ending = words.ending(path) { lines += wrapped(style(.bad, "    ✗ ") + ending, indent: 6) }
    for note in notes(path) { lines += wrapped(note, indent: 6) }
    lines += wrapped("  " + footer(path).joined(separator: "   "), indent: 4)
    return lines.joined(separator: "\n") + "\n\n"
  }

  private func wrapped(_ line: String, indent: Int) -> [String] { style.wrapped(line, options.width, indent: indent) }

  private static let columns: [TextTable.Column] = [
    .init("#"), .init("seen at", yields: 3, minimum: 12), .init("source"), .init("destination"),
    .init("as", yields: 4, minimum: 10), .init("time", yields: 2), .init("+", yields: 5), .init("packets", yields: 1),
    .init("bytes", yields: 0),
  ]

  private func title(_ path: Path) -> String {
    var parts = [style(.strong, "path \(path.id)"), words.transport(path.transport), subject(path)]
    parts.append(style(path.isOK ? .good : .bad, words.outcome(path)))
    parts.append(certainty(path))
    return parts.filter { !$0.isEmpty }.joined(separator: "  ")
  }

  private func subject(_ path: Path) -> String {
    guard let service = path.names.service else { return words.subject(path) }
    return "\(words.title(service)) (\(words.mapping(service, reached: path.backend)))"
  }

  private func certainty(_ path: Path) -> String {
    if path.isAmbiguous { return style(.caution, "ambiguous") }
    guard let weakest = path.translations.first(where: { $0.confidence != .certain }) ?? path.translations.first else {
      return ""
    }
    return "\(weakest.confidence.rawValue): \(words.evidence(weakest.evidence))"
  }

  private func rows(_ path: Path, _ reference: TimeReference) -> [[String]] {
    path.hops.enumerated().map { position, hop in
      let before = position == 0 ? nil : path.hops[..<position].last { $0.isSeen }?.first
      return [
        "\(position + 1)", place(hop), address(hop.tuple.source, hop.tuple.sourcePort, path),
        address(hop.tuple.destination, hop.tuple.destinationPort, path), kind(hop),
        hop.isSeen ? options.time.text(hop.first, reference.after(before), places: 6) : "",
        hop.latency.map { "+" + TimeText.duration($0) } ?? "",
        hop.isSeen ? "\(hop.packets.request)/\(hop.packets.reply)" : "",
        hop.isSeen ? SizeText.bytes(hop.bytes.request + hop.bytes.reply) : "",
      ]
    }
  }

  private func place(_ hop: Hop) -> String {
    let host = hop.host.map { printable($0) + " " } ?? ""
    guard hop.isSeen else { return host + "(not seen)" }
    let direction = hop.direction == .unknown ? "" : hop.direction == .in ? " in" : " out"
    return host + printable(hop.interface ?? "?") + direction
  }

  private func address(_ ip: IPAddress, _ port: UInt16, _ path: Path) -> String {
    words.address(Socket(ip, port), path.transport)
  }

  private func kind(_ hop: Hop) -> String {
    guard let tunnel = hop.tunnel else { return hop.kind.rawValue }
    return "\(hop.kind.rawValue) in \(tunnel.kind.name) \(tunnel.identifier)"
  }

  /// The translations that lie between hop `position` and the one before it.
  private func translations(_ path: Path, before position: Int) -> [Translation] {
    guard position > 0, path.hops[position].tuple != path.hops[position - 1].tuple else { return [] }
    return path.translations.filter { $0.before == path.hops[position - 1].tuple }
  }

  /// What else is to be said of the path, a line each.
  private func notes(_ path: Path) -> [String] {
    var notes: [String] = []
    if let delta = path.synProxyDelta {
      notes.append("a SYN proxy answered first: server sequence numbers are shifted by \(delta)")
    }
    if let probe = path.probe { notes.append(words.probeFailure(path) ?? words.probe(probe)) }
    if path.returnsDirectly { notes.append("answers return directly, not by the host that translated (DSR)") }
    if let next = path.continuation {
      notes.append("a proxy ends here; likely continued by path \(next.id) (time, payload)")
    }
    if !path.related.isEmpty {
      notes.append("one front, several mappings: see also \(path.related.joined(separator: ", "))")
    }
    notes += path.disagreements.map(words.sentence)
    notes += path.hops.compactMap(loss)
    let known =
      findings(path) + notes.map { style(.caution, "    ! ") + $0 }
      + path.gaps.map { style(.caution, "    ? ") + words.line($0) }
    return known + (why.map { why in path.alternatives.map { style(.faint, "      · ") + why.alternative($0) } } ?? [])
  }

  /// What works as designed is told only where somebody may take it for the fault.
  private func findings(_ path: Path) -> [String] {
    path.findings.filter { !path.isOK || $0.severity != .explanation }
      .map { style($0.severity.tone, "    ! ") + $0.brief }
  }

  private func loss(_ hop: Hop) -> String? {
    guard hop.lost.request + hop.lost.reply > 0 else { return nil }
    let parts = [(hop.lost.request, "requests"), (hop.lost.reply, "replies")].filter { $0.0 > 0 }
    return "lost between the hop before and \(place(hop)): "
      + parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  private func sentence(_ translation: Translation, _ path: Path) -> String {
    let steps = translation.kinds.map { kind in
      switch kind {
      case .dnat:
        let pod = words.podName(path.names.backend).map { $0 + " " } ?? ""
        return "DNAT to \(pod)\(address(translation.after.destination, translation.after.destinationPort, path))"
      case .snat: return "SNAT to \(address(translation.after.source, translation.after.sourcePort, path))"
      }
    }
    return (translation.host.map { printable($0) + ": " } ?? "") + steps.joined(separator: ", ")
  }

  private func footer(_ path: Path) -> [String] {
    var parts: [String] = []
    if let handshake = path.handshake { parts.append("connect \(TimeText.duration(handshake))") }
    if let first = path.firstByte { parts.append("first byte \(TimeText.duration(first))") }
    parts.append("lasted \(TimeText.duration(path.end.since(path.start)))")
    let repeated = path.hops.map(\.retransmissions).max() ?? 0
    if repeated > 0 { parts.append("\(repeated) retransmitted") }
    if let filter = wireshark(path) { parts.append(style(.faint, "Wireshark: \(filter)")) }
    return parts
  }

  private func wireshark(_ path: Path) -> String? {
    guard path.transport == .tcp || path.transport == .udp else { return nil }
    var ports: [UInt16] = []
    for hop in path.hops where !ports.contains(hop.tuple.sourcePort) { ports.append(hop.tuple.sourcePort) }
    let name = words.transport(path.transport)
    return "\(name).port in {\(ports.map { "\($0)" }.joined(separator: ", "))}"
  }
}

extension TunnelKind {
  /// The word in outputs.
  public var name: String {
    switch self {
    case .none: "none"
    case .vxlan: "vxlan"
    case .vxlanGPE: "vxlan-gpe"
    case .geneve: "geneve"
    case .gre: "gre"
    case .erspan: "erspan"
    case .ipip: "ipip"
    case .sixInFour: "6in4"
    }
  }
}
