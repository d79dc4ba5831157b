import Trace

/// `-o wide`: one row per connection, with more than fits a line.
struct WideTable {
  let words: Words
  let options: TextOptions

  static let columns: [TextTable.Column] = [
    .init("START", yields: 5), .init("STATE"), .init("SERVICE", yields: 8, minimum: 12),
    .init("CLIENT", yields: 9, minimum: 9), .init("FRONT", yields: 7, minimum: 12),
    .init("BACKEND", yields: 6, minimum: 12),
    .init("NODE", yields: 3), .init("TRANSLATED SOURCE", yields: 2), .init("CONNECT", .right, yields: 4),
    .init("PACKETS", .right, yields: 1), .init("BYTES", .right, yields: 0), .init("ID"),
  ]

  func cells(_ path: Path, _ reference: TimeReference) -> [String] {
    [
      style(.faint, options.time.text(path.start, reference, places: 3)),
      style(path.isOK ? .good : .bad, words.outcome(path)), words.subject(path),
      words.end(path.client, path.names.client, path.transport), front(path), backend(path),
      words.node(path.names.backend) ?? "", path.translatedSource.map { words.address($0, path.transport) } ?? "",
      path.handshake.map(TimeText.duration) ?? "", packets(path), bytes(path), style(.faint, path.id),
    ]
  }

  private func front(_ path: Path) -> String {
    guard let front = path.front, path.front != path.backend else { return "" }
    return words.end(front, path.names.front, path.transport) + " " + style(.name, words.kind(path.names.front))
  }

  private func backend(_ path: Path) -> String {
    guard let backend = path.backend else { return words.ending(path).map { style(.bad, "✗ ") + $0 } ?? "" }
    let name = words.podName(path.names.backend).map { $0 + " " } ?? ""
    return name + words.address(backend, path.transport)
  }

  private var style: Style { options.style }

  private func packets(_ path: Path) -> String {
    "\(path.hops.map(\.packets.request).max() ?? 0)/\(path.hops.map(\.packets.reply).max() ?? 0)"
  }

  private func bytes(_ path: Path) -> String {
    SizeText.bytes((path.hops.map(\.bytes.request).max() ?? 0) + (path.hops.map(\.bytes.reply).max() ?? 0))
  }
}
