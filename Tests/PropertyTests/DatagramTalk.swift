import Wire

/// Questions and answers over UDP, as programs ask them.
struct DatagramTalk {
  enum Style: CaseIterable {
    /// DNS: a random transaction number, one of few names.
    case names
    /// The same bytes every time, as metrics and heartbeats send.
    case heartbeat
    /// Random bytes, as QUIC.
    case opaque
  }

  var stage: Stage
  let style: Style
  /// Sockets with `IP_PMTUDISC_DO` send identification 0 (dataplane.md §2.2).
  let isNumbered: Bool
  let isAnswered: Bool
  private var client: TCPEnd
  private var server: TCPEnd

  init(_ stage: Stage, _ style: Style, isNumbered: Bool, isAnswered: Bool) {
    self.stage = stage
    self.style = style
    self.isNumbered = isNumbered
    self.isAnswered = isAnswered
    client = TCPEnd(hasTimestamps: false, &self.stage.random)
    server = TCPEnd(hasTimestamps: false, &self.stage.random)
  }

  mutating func exchange(_ rounds: Int, mapping: Int = 0) {
    for _ in 0..<rounds {
      // The C library asks for A and AAAA at once.
      let questions = (0..<(style == .names ? 2 : 1)).map { question($0) }
      for payload in questions { send(fromClient: true, payload, mapping) }
      if isAnswered { for payload in questions { send(fromClient: false, payload + [0xc0, 0x0c], mapping) } }
      stage.wait(100...200_000)
    }
  }

  private mutating func question(_ number: Int) -> [UInt8] {
    switch style {
    case .heartbeat: return Array("requests:1|c".utf8)
    case .opaque: return stage.random.bytes(stage.random.int(20...200))
    case .names:
      let name: [UInt8] = Array(stage.random.pick(["\u{3}web\u{7}default", "\u{2}db\u{7}default"]).utf8)
      return stage.random.bytes(2) + [1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + name + [0, 0, number == 0 ? 1 : 28, 0, 1]
    }
  }

  private mutating func send(fromClient: Bool, _ payload: [UInt8], _ mapping: Int) {
    var segment = Segment(fromClient: fromClient, payload: payload)
    if isNumbered {
      segment.identification = fromClient ? client.nextIdentification() : server.nextIdentification()
      segment.label = fromClient ? client.label : server.label
    }
    stage.send(segment, mapping: mapping)
  }
}

/// `ping`.
struct EchoTalk {
  var stage: Stage
  /// `ping -M do` sends identification 0.
  let isNumbered: Bool

  mutating func exchange(_ rounds: Int) {
    var identification = UInt16(stage.random.int(1...60000))
    for number in 1...rounds {
      // The time of sending comes first, then a pattern.
      let payload = stage.random.bytes(16) + (16..<56).map { UInt8($0) }
      for fromClient in [true, false] {
        identification += 1
        var segment = Segment(
          fromClient: fromClient, flags: fromClient ? 8 : 0, sequence: UInt32(number), payload: payload)
        if isNumbered { (segment.identification, segment.label) = (identification, UInt32(identification)) }
        stage.send(segment)
      }
      stage.wait(900_000...1_000_000)
    }
  }
}

/// An SCTP association (RFC 9260 §5, §9): it is known by its two tags.
struct SCTPTalk {
  var stage: Stage
  private var identification: UInt16 = 0

  init(_ stage: Stage) { self.stage = stage }

  mutating func play(rounds: Int, isAnswered: Bool) {
    let (clientTag, serverTag) = (stage.random.word() | 1, stage.random.word() | 1)
    identification = UInt16(stage.random.int(1...60000))
    send(true, chunk: 1, initiate: clientTag, tag: 0)
    guard isAnswered else { return }
    send(false, chunk: 2, initiate: serverTag, tag: clientTag)
    send(true, chunk: 10, tag: serverTag)
    send(false, chunk: 11, tag: clientTag)
    for _ in 0..<rounds {
      send(true, chunk: 0, tag: serverTag)
      send(false, chunk: 3, tag: clientTag)
    }
    send(true, chunk: 7, tag: serverTag)
    send(false, chunk: 8, tag: clientTag)
    send(true, chunk: 14, tag: serverTag)
  }

  private mutating func send(_ fromClient: Bool, chunk: UInt8, initiate: UInt32 = 0, tag: UInt32) {
    identification += 1
    var segment = Segment(fromClient: fromClient, flags: chunk, sequence: initiate, acknowledgement: tag)
    (segment.identification, segment.label) = (identification, UInt32(identification))
    if chunk == 0 { segment.payload = stage.random.bytes(24) }
    stage.send(segment)
  }
}
