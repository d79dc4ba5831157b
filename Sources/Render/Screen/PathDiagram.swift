import Cluster
import Trace
import Wire

/// One path from the client down to where it ended: taps on the line, translations beside it with what they rest on.
///
/// ```
///   client-0  203.0.113.7:51514
///     │  worker-1 eth0 in         10:15:04.218301Z          12/9 packets
///     │  → 192.168.49.2:30001 nodePort
///     ⇒  worker-1: DNAT to nginx 10.244.2.5:80, SNAT to 10.244.1.0:28571     certain: ISN + map
///     │  worker-1 flannel.1 out   +76µs
///     ▼
///   nginx-6d5f-abcde  10.244.2.5:80  targetPort  @worker-2
/// ```
struct PathDiagram {
  let words: Words
  let style: Style

  func lines(_ path: Path) -> [String] {
    var lines = ["  " + end(path.client, path.names.client, path)]
    var told: Set<Int> = []
    var before: Hop?
    for hop in path.hops {
      for (number, translation) in path.translations.enumerated()
      where hop.tuple == translation.after && told.insert(number).inserted {
        lines.append("    " + style(.caution, "⇒  ") + sentence(translation))
      }
      if before == nil || before?.tuple.destination != hop.tuple.destination || isNewPort(before, hop) {
        lines.append("    " + style(.faint, "│  ") + "→ \(destination(hop, path))")
      }
      lines.append("    " + style(.faint, "│    ") + tap(hop))
      before = hop
    }
    for (number, translation) in path.translations.enumerated() where told.insert(number).inserted {
      lines.append("    " + style(.caution, "⇒  ") + sentence(translation))
    }
    return lines + ending(path)
  }

  private func isNewPort(_ before: Hop?, _ hop: Hop) -> Bool {
    before?.tuple.destinationPort != hop.tuple.destinationPort
  }

  private func ending(_ path: Path) -> [String] {
    var lines: [String] = []
    if let reason = words.ending(path) {
      lines.append("    " + style(.bad, "✗  \(reason)"))
      if path.backend == nil { return lines }
    } else if path.backend == nil {
      return ["    " + style(.caution, "?  where it went cannot be concluded")]
    } else {
      lines.append("    " + style(.faint, "▼"))
    }
    guard let backend = path.backend else { return lines }
    let kind = words.kind(path.names.backend)
    let node = words.node(path.names.backend).map { "  @\($0)" } ?? ""
    return lines + ["  " + end(backend, path.names.backend, path) + "  " + style(.name, kind) + node]
  }

  private func end(_ socket: Socket, _ role: Role?, _ path: Path) -> String {
    let name = words.name(role).map { style(.strong, $0) + "  " } ?? ""
    return name + words.address(socket, path.transport)
  }

  private func destination(_ hop: Hop, _ path: Path) -> String {
    let socket = Socket(hop.tuple.destination, hop.tuple.destinationPort)
    let source = Socket(hop.tuple.source, hop.tuple.sourcePort)
    let kind = style(.name, hop.kind.rawValue)
    return "\(words.address(socket, path.transport)) \(kind)  "
      + style(.faint, "from \(words.address(source, path.transport))")
  }

  private func tap(_ hop: Hop) -> String {
    let host = hop.host.map { printable($0) + " " } ?? ""
    guard hop.isSeen else { return style(.faint, host + "(no tap showed it)") }
    let direction = hop.direction == .in ? " in" : hop.direction == .out ? " out" : ""
    let tunnel = hop.tunnel.map { "  \($0.kind.name)" } ?? ""
    let time = hop.latency.map { "+" + TimeText.duration($0) } ?? TimeText.ofDay(hop.first, places: 6) + "Z"
    let name = (host + printable(hop.interface ?? "?") + direction + tunnel).padded(30)
    let counts = "\(hop.packets.request)/\(hop.packets.reply) packets".padded(14, leading: true)
    let bytes = SizeText.bytes(hop.bytes.request + hop.bytes.reply).padded(7, leading: true)
    return name + "  " + time.padded(16, leading: true) + "  " + style(.faint, counts + " " + bytes)
  }

  private func sentence(_ translation: Translation) -> String {
    let kinds = translation.kinds.map { $0.rawValue.uppercased() }.joined(separator: " and ")
    let host = translation.host.map { " by \(printable($0))" } ?? ""
    let evidence = "\(translation.confidence.rawValue): \(words.evidence(translation.evidence))"
    return "\(kinds)\(host)   " + style(translation.confidence == .certain ? .good : .caution, evidence)
  }
}
