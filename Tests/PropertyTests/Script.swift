import Wire

/// What became of one connection.
struct Scene {
  let story: String
  let copies: [Copy]
  let end: Int64
  /// It came to an end that frees its port.
  let isOver: Bool
  let isDecidable: Bool
}

/// Decides what a connection says, and how it ends.
struct Script {
  let plan: Plan
  let isChallenged: Bool
  let family: Family
  var random: SplitMix

  mutating func play(_ transport: TransportProtocol, _ stage: Stage) -> Scene {
    switch transport {
    case .tcp: playTCP(stage)
    case .udp: playUDP(stage)
    case .sctp: playSCTP(stage)
    default: playEcho(stage)
    }
  }

  private mutating func playTCP(_ stage: Stage) -> Scene {
    let second = stage.journeys.count - 1
    let labels = random.chance(0.8)
    var talk = TCPTalk(stage, labels: labels)
    if second > 0 {
      if isChallenged { return challenged(&talk, second) }
      return lost(&talk, second)
    }
    let opening = opening()
    talk.open(opening)
    guard opening == .answered || opening == .repeated else {
      let isKnown = opening == .refused || family == .v4 || labels || talk.client.clock != nil
      return scene("\(opening)", talk.stage, isOver: opening == .refused, isDecidable: isKnown)
    }
    talk.exchange(random.int(0...3), repeats: plan.has(.retransmissions, 0.2, &random))
    let ending = random.pick(TCPTalk.Ending.allCases)
    talk.end(ending)
    return scene("\(opening), ends \(ending)", talk.stage, isOver: ending != .open)
  }

  private mutating func opening() -> TCPTalk.Opening {
    guard plan.has(.unanswered, 0.15, &random) else {
      return plan.has(.retransmissions, 0.1, &random) && random.chance(0.5) ? .repeated : .answered
    }
    return random.pick([.refused, .silent])
  }

  private mutating func challenged(_ talk: inout TCPTalk, _ second: Int) -> Scene {
    talk.open(.challenged, mapping: second)
    talk.exchange(random.int(0...2), mapping: second, repeats: false)
    talk.end(.both, mapping: second)
    return scene("one SYN, two mappings", talk.stage, isOver: true)
  }

  private mutating func lost(_ talk: inout TCPTalk, _ second: Int) -> Scene {
    talk.open(.answered)
    talk.exchange(random.int(1...2), repeats: false)
    talk.lose(mapping: second)
    return scene("conntrack entry lost", talk.stage, isOver: true)
  }

  private mutating func playUDP(_ stage: Stage) -> Scene {
    let isQuiet = plan.has(.quietUDP, 0.3, &random)
    let style = random.pick(isQuiet ? DatagramTalk.Style.allCases : [.names, .opaque])
    let isNumbered = !isQuiet || random.chance(0.3)
    let isAnswered = style != .heartbeat && random.chance(0.8)
    var talk = DatagramTalk(stage, style, isNumbered: isNumbered, isAnswered: isAnswered)
    let rounds = random.int(1...4)
    for mapping in stage.journeys.indices { talk.exchange(rounds, mapping: mapping) }
    let packets = rounds * (style == .names ? 2 : 1) * (isAnswered ? 2 : 1)
    return scene(
      "\(style)\(isNumbered ? "" : ", ID 0")", talk.stage, isOver: false,
      isDecidable: isNumbered || (style != .heartbeat && packets >= 2))
  }

  private mutating func playSCTP(_ stage: Stage) -> Scene {
    var talk = SCTPTalk(stage)
    talk.play(rounds: random.int(0...3), isAnswered: !plan.has(.unanswered, 0.2, &random))
    return scene("association", talk.stage, isOver: false)
  }

  private mutating func playEcho(_ stage: Stage) -> Scene {
    var talk = EchoTalk(stage: stage, isNumbered: random.chance(0.7))
    talk.exchange(random.int(1...3))
    return scene("ping", talk.stage, isOver: false)
  }

  private func scene(_ story: String, _ stage: Stage, isOver: Bool, isDecidable: Bool = true) -> Scene {
    Scene(story: story, copies: stage.copies, end: stage.now, isOver: isOver, isDecidable: isDecidable)
  }
}
