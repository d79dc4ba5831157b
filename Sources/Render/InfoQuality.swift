import Wire

/// How good a capture is: what was cut, repeated, lost, and how its clock went.
enum InfoQuality {
  static func sentences(_ report: InfoReport) -> [(label: String, text: String)] {
    let contents = report.contents
    var sentences: [(String, String)] = []
    let cut = contents.inventory.cutPackets
    if cut > 0 {
      let headers = contents.headersCut
      let rest = headers > 0 ? "of \(headers) of them headers" : "of none of them headers"
      sentences.append(("cut", "\(cut) packets by the snap length, \(rest)"))
    }
    sentences += copies(contents.copies) + clock(contents.steps)
    if report.timestampAnomalies > 0 {
      sentences.append(("clock", "\(report.timestampAnomalies) timestamps out of range were clamped"))
    }
    return sentences
  }

  private static func copies(_ copies: CopyCounter) -> [(String, String)] {
    var sentences: [(String, String)] = []
    if copies.repeated > 0 {
      sentences.append(
        ("repeated", "at least \(copies.repeated) packets are there twice: the same frame at one tap within 50 ms"))
    }
    if copies.copies > 0 {
      sentences.append(
        ("copies", "at least \(copies.copies) are of packets seen at another tap within 50 ms, unchanged by NAT"))
    }
    return sentences
  }

  private static func clock(_ steps: ClockSteps) -> [(String, String)] {
    var sentences: [(String, String)] = []
    if steps.backward > 0 {
      let most = TimeText.duration(steps.furthestBack.nanoseconds)
      let judgement =
        steps.jumps > 0 ? "\(steps.jumps) of them 100 ms or more: the clock was set" : "as several queues do"
      sentences.append(
        (
          "clock",
          "goes back \(steps.backward) times, by at most \(most) (packet \(steps.furthestBack.packet)), \(judgement)"
        ))
    }
    if steps.leaps > 0 {
      let most = TimeText.duration(steps.longestSilence.nanoseconds)
      sentences.append(
        (
          "clock",
          "leaps forward \(steps.leaps) times by more than an hour, \(most) at packet \(steps.longestSilence.packet): "
            + "nothing was captured there, or the clock was set"
        ))
    }
    return sentences
  }
}
