/// Progress as one line that is written over, and statistics as one sentence.
public enum ProgressText {
  /// `38 %  412/1083 MB  610 k packets/s  1 s left  204 paths`: what does not fit is left out, the least needed first.
  public static func line(_ progress: RunProgress, width: Int) -> String {
    var pieces = pieces(progress)
    func text() -> String {
      (progress.task.isEmpty ? "" : "\(progress.task): ") + pieces.map(\.text).joined(separator: "  ")
    }
    while text().count > width, let least = pieces.indices.max(by: { pieces[$0].rank < pieces[$1].rank }) {
      pieces.remove(at: least)
    }
    return String(text().prefix(max(0, width)))
  }

  /// Pieces in their order; the higher the rank, the sooner a piece is left out.
  private static func pieces(_ progress: RunProgress) -> [(rank: Int, text: String)] {
    var pieces: [(rank: Int, text: String)] = []
    if let percent = progress.percent { pieces.append((0, "\(percent) %")) }
    if progress.isLive {
      pieces.append((3, time(Int(progress.elapsed / 1_000_000_000))))
      pieces.append((1, lost(progress)))
    } else {
      pieces.append((3, megabytes(progress, of: "/")))
    }
    pieces.append((4, "\(count(progress.rate)) packets/s"))
    if let left = progress.secondsLeft { pieces.append((1, "\(time(left)) left")) }
    if let paths = progress.paths { pieces.append((2, SizeText.plural(paths.complete, "path"))) }
    return pieces
  }

  /// What SIGUSR1 and `--stats` print.
  public static func statistics(_ progress: RunProgress) -> String {
    var parts = [
      time(Int(progress.elapsed / 1_000_000_000)),
      "\(SizeText.plural(progress.packets, "packet")) (\(count(progress.rate))/s)",
    ]
    if let paths = progress.paths {
      let failed = SizeText.grouped(paths.complete - paths.ok)
      parts.append(
        "\(SizeText.plural(paths.complete, "path")) so far (\(SizeText.grouped(paths.ok)) ok, \(failed) failed)")
      parts.append("\(SizeText.plural(paths.flows, "flow")) held")
    }
    if let memory = progress.memory { parts.append("\(memory / 1_000_000) MB of memory") }
    parts.append(position(progress))
    let task = progress.task.isEmpty ? "" : "\(progress.task), "
    return "statistics: \(task)\(parts.joined(separator: ", "))"
  }

  /// `read 412 of 1083 MB (38 %) of node-1.pcap`.
  private static func position(_ progress: RunProgress) -> String {
    if progress.isLive { return lost(progress) }
    let share = progress.percent.map { " (\($0) %)" } ?? ""
    let name = progress.inputs.count == 1 ? printable(progress.inputs[0]) : "\(progress.inputs.count) files"
    return "read \(megabytes(progress, of: " of "))\(share) of \(name)"
  }

  /// `0 lost`, `12 lost (8 kernel, 4 queue)`.
  private static func lost(_ progress: RunProgress) -> String {
    let losses = (progress.losses ?? []).filter { $0.count > 0 }
    let total = losses.reduce(UInt64(0)) { $0 &+ $1.count }
    let places = losses.map { "\(SizeText.grouped(Int(clamping: $0.count))) \($0.place)" }.joined(separator: ", ")
    return "\(SizeText.grouped(Int(clamping: total))) lost" + (places.isEmpty ? "" : " (\(places))")
  }

  private static func megabytes(_ progress: RunProgress, of: String) -> String {
    let read = megabytes(progress.bytesRead)
    guard progress.percent != nil, let total = progress.bytesTotal else { return "\(read) MB" }
    return "\(read)\(of)\(megabytes(total)) MB"
  }

  /// Small inputs with a decimal, that they do not stand still at 0.
  private static func megabytes(_ bytes: UInt64) -> String {
    let tenths = bytes / 100_000
    return tenths < 100 ? "\(tenths / 10).\(tenths % 10)" : "\(tenths / 10)"
  }

  private static func count(_ number: Int) -> String {
    number < 10_000 ? "\(number)" : number < 10_000_000 ? "\(number / 1000) k" : "\(number / 1_000_000) M"
  }

  private static func time(_ seconds: Int) -> String {
    switch seconds {
    case ..<120: "\(seconds) s"
    case ..<7200: "\(seconds / 60) min"
    default: "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }
  }
}
