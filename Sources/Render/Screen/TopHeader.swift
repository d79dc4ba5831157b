import Trace

/// The two lines at the top: what runs, and how.
struct TopHeader {
  let facts: TopFacts
  let data: TopData
  let isPaused: Bool

  func draw(_ canvas: inout Canvas) {
    canvas.put("hopscope top", 1, 0, CellStyle(.title, on: .bar, isStrong: true))
    canvas.paint(.bar, row: 0)
    let time = facts.time.map { TimeText.ofDay($0, places: 0) + "Z  " } ?? ""
    let right = displayWidth(time) + displayWidth(phase.0)
    canvas.put(phase.0, endingAt: canvas.width - 1, 0, CellStyle(phase.1, on: .bar, isStrong: isPaused))
    canvas.put(time, canvas.width - 1 - right, 0, CellStyle(.faint, on: .bar))
    let room = canvas.width - 1 - right - 17
    if room > 8 { canvas.put(taps, 15, 0, CellStyle(.plain, on: .bar), columns: room) }
    pieces(&canvas)
  }

  private var phase: (String, CellStyle.Ink) {
    if isPaused { return ("paused", .caution) }
    switch facts.phase {
    case .reading(let percent): return (percent.map { "reading \($0)%" } ?? "reading", .caution)
    case .live: return ("live", .good)
    case .ended: return ("end of capture", .plain)
    }
  }

  private var taps: String {
    guard !facts.taps.isEmpty else { return "no tap yet" }
    var told: Set<String> = []
    let names = facts.taps.filter { told.insert($0).inserted }.prefix(40).map(printable).joined(separator: "  ")
    return SizeText.plural(facts.taps.count, "tap") + "  " + names
  }

  /// What does not fit is left out, the least needed first.
  private func pieces(_ canvas: inout Canvas) {
    var pieces: [(rank: Int, text: String, ink: CellStyle.Ink)] = [
      (3, SizeText.plural(facts.packets, "packet"), .plain),
      (0, SizeText.plural(data.connections, "connection"), .plain),
      (4, "\(SizeText.grouped(data.connections - data.failed)) ok", .good),
      (1, "\(SizeText.grouped(data.failed)) failed", data.failed > 0 ? .bad : .faint),
      (2, losses.0, losses.1), (6, map.0, map.1),
    ]
    if let rate = facts.rate { pieces.insert((5, "\(SizeText.grouped(rate)) packets/s", .plain), at: 1) }
    func total() -> Int { pieces.reduce(-3) { $0 + displayWidth($1.text) + 3 } }
    while total() > canvas.width - 2, let least = pieces.indices.max(by: { pieces[$0].rank < pieces[$1].rank }) {
      pieces.remove(at: least)
    }
    var x = 1
    for piece in pieces { x = canvas.put(piece.text, x, 1, CellStyle(piece.ink)) + 3 }
  }

  private var losses: (String, CellStyle.Ink) {
    guard let losses = facts.losses else { return ("lost unknown", .faint) }
    let some = losses.filter { $0.count > 0 }
    guard !some.isEmpty else { return ("0 lost", .faint) }
    let total = some.reduce(0) { $0 &+ $1.count }
    let places = some.map { "\(printable($0.place)) \($0.count)" }.joined(separator: ", ")
    return ("\(SizeText.grouped(Int(clamping: total))) lost (\(places))", .bad)
  }

  private var map: (String, CellStyle.Ink) {
    guard facts.hasMap else { return ("no map", .caution) }
    guard let made = facts.mapTime, let now = facts.time else { return ("map of unknown age", .faint) }
    return now < made
      ? ("map from \(TopText.age(made.since(now))) later", .faint)
      : ("map \(TopText.age(now.since(made))) old", .faint)
  }
}
