import Capture
import Render
import Trace
import Wire

/// How the clocks of the captures' hosts differ: found by reading all captures once before the replay.
struct ClockComparison {
  /// One per capture: the clock that its times are moved to, as its own sees it; nil when it is right.
  private(set) var shifts: [ClockLine?] = []
  /// One per host but the first.
  private(set) var reports: [ClockReport] = []
  /// The clocks of hosts whose packets' times are corrected, as the corrected times see them.
  private(set) var corrected: [String: ClockLine] = [:]
  /// How far compared clocks can still differ after the correction, in nanoseconds; nil when none were compared.
  private(set) var rest: Int64?
  /// Hosts whose clocks could not be compared with another's.
  private(set) var uncompared: Set<String> = []
  /// Packets that interfaces lost, by run-wide number; nil when the captures were not read.
  private(set) var losses: [UInt64]?
  /// Several hosts, but not all of them files.
  private var isImpossible = false

  /// Nothing was compared.
  init() {}

  init(_ options: TraceOptions, _ naming: TapNaming) {
    let paths = options.input.captures
    let hosts = naming.taps(of: paths).map(\.host)
    let names = hosts.enumerated().filter { hosts.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    guard names.count > 1, !options.clocks.noClockCorrection else { return }
    guard options.input.isRepeatable else {
      isImpossible = true
      uncompared = Set(names)
      return
    }
    let numbers = hosts.compactMap { names.firstIndex(of: $0) }
    guard let sampler = sample(paths, numbers, isQuiet: options.look.quiet) else { return }
    take(sampler.estimates(hostCount: names.count), names, numbers)
  }

  private mutating func take(_ estimates: [ClockEstimate], _ names: [String], _ numbers: [Int]) {
    shifts = numbers.map { estimates[$0].isCorrected ? estimates[$0].line.inverse : nil }
    for (name, estimate) in zip(names, estimates) where estimate.isCorrected { corrected[name] = estimate.line }
    let compared = estimates.dropFirst().filter { $0.basis == .both && $0.isSteady }
    rest = compared.map { $0.uncertainty ?? 0 }.max()
    for (name, estimate) in zip(names, estimates).dropFirst() where estimate.basis != .both || !estimate.isSteady {
      uncompared.insert(name)
    }
    reports = estimates.dropFirst().map { estimate in
      let isAlone = estimate.host == estimate.reference
      return ClockReport(
        host: names[estimate.host], reference: isAlone ? nil : names[estimate.reference], estimate: estimate)
    }
  }

  /// - Returns: nil when the captures cannot be opened: the replay itself will say why.
  private mutating func sample(_ paths: [String], _ hosts: [Int], isQuiet: Bool) -> ClockSampler? {
    guard var input = try? PacketInput(paths) else { return nil }
    let decoder = Decoder()
    var headers = Headers()
    var sampler = ClockSampler()
    var progress = Progress(isQuiet: isQuiet, task: "comparing clocks")
    var taps: [Int] = []
    while input.advance() {
      let packet = input.packet
      if packet.interface >= taps.count { taps = input.interfaces.map { hosts[$0.file] } }
      decoder.decode(packet, into: &headers)
      sampler.add(headers, host: taps[packet.interface])
      if progress.isDue() { progress.show(input) }
    }
    progress.finish()
    losses = input.interfaces.map { $0.dropped ?? 0 }
    return sampler
  }

  /// Says on standard error what was corrected, and what could not be.
  func tell() {
    if isImpossible {
      Messages.note("clocks of several hosts cannot be compared in advance where an input is a pipe; see --skew")
    }
    for sentence in reports.compactMap(\.sentence) { Messages.note(sentence) }
  }
}
