import Wire

enum TCPBits {
  static let fin: UInt8 = 1
  static let syn: UInt8 = 2
  static let rst: UInt8 = 4
  static let push: UInt8 = 8
  static let ack: UInt8 = 16
}

/// One end of a TCP connection: its numbers, as Linux counts them (dataplane.md §2.2).
struct TCPEnd {
  let isn: UInt32
  var next: UInt32
  var identification: UInt16
  var label: UInt32
  /// Timestamps count milliseconds from a random start; nil without the option.
  let clock: UInt32?

  init(hasTimestamps: Bool, isn: UInt32? = nil, _ random: inout SplitMix) {
    self.isn = isn ?? random.word()
    next = self.isn
    identification = UInt16(random.int(1...65535))
    label = UInt32(random.int(1...0xfffff))
    clock = hasTimestamps ? random.word() : nil
  }

  func stamp(at time: Int64) -> UInt32? { clock.map { $0 &+ UInt32(truncatingIfNeeded: time / 1_000_000) } }

  mutating func nextIdentification() -> UInt16 {
    identification = identification == 65535 ? 1 : identification + 1
    return identification
  }
}

/// What two TCP ends say to each other.
struct TCPTalk {
  enum Opening { case answered, refused, silent, repeated, challenged }
  enum Ending: CaseIterable { case both, server, resetByClient, resetByServer, open }

  var stage: Stage
  var client: TCPEnd
  var server: TCPEnd
  private var lastStamp: (client: UInt32, server: UInt32) = (0, 0)

  init(_ stage: Stage, labels: Bool) {
    self.stage = stage
    let hasTimestamps = self.stage.random.chance(0.85)
    client = TCPEnd(hasTimestamps: hasTimestamps, &self.stage.random)
    server = TCPEnd(hasTimestamps: hasTimestamps, &self.stage.random)
    if !labels { (client.label, server.label) = (0, 0) }
  }

  /// - Parameter mapping: the journey that the connection takes once it is open.
  mutating func open(_ opening: Opening, mapping: Int = 0) {
    let syn = segment(fromClient: true, TCPBits.syn)
    switch opening {
    case .answered: stage.send(syn, mapping: mapping)
    case .repeated: repeatSYN(times: stage.random.int(1...3), lost: true, mapping)
    case .silent: return repeatSYN(times: stage.random.int(1...4), lost: false, mapping)
    case .refused:
      stage.send(syn, mapping: mapping)
      client.next &+= 1
      var reset = Segment(fromClient: false, flags: TCPBits.rst | TCPBits.ack)
      reset.acknowledgement = client.next
      return stage.send(reset, mapping: mapping)
    case .challenged: challenge(syn, mapping)
    }
    answer(mapping)
  }

  private mutating func answer(_ mapping: Int) {
    client.next = client.isn &+ 1
    var answer = segment(fromClient: false, TCPBits.syn | TCPBits.ack)
    answer.identification = 0
    stage.send(answer, mapping: mapping)
    server.next = server.isn &+ 1
    stage.send(segment(fromClient: true, TCPBits.ack), mapping: mapping)
  }

  /// Linux from 6.5 on repeats after 1, 2, 3, 4, 5 s; each repetition has a new identification and a later timestamp.
  private mutating func repeatSYN(times: Int, lost: Bool, _ mapping: Int) {
    for number in 0...times {
      let isLast = number == times
      redrawLabel()
      stage.send(segment(fromClient: true, TCPBits.syn), mapping: mapping, isLost: lost && !isLast)
      if !isLast { stage.wait(1_000_000...1_010_000) }
    }
  }

  /// The endpoint still has an older connection in TIME_WAIT: it answers with an ACK, the client resets, and sends the same SYN again, which
  /// gets another mapping.
  private mutating func challenge(_ syn: Segment, _ mapping: Int) {
    let old = stage.random.word()
    stage.send(syn, mapping: 0)
    var answer = Segment(fromClient: false, flags: TCPBits.ack, sequence: old, acknowledgement: stage.random.word())
    answer.stamps = server.clock.map { _ in (stage.random.word(), stage.random.word()) }
    stage.send(answer, mapping: 0)
    let reset = Segment(fromClient: true, flags: TCPBits.rst, sequence: answer.acknowledgement)
    stage.send(reset, mapping: 0)
    stage.wait(1_000_000...1_010_000)
    stage.send(segment(fromClient: true, TCPBits.syn), mapping: mapping)
  }

  /// Request and response; sometimes a packet is lost and sent again, or sent again for nothing.
  mutating func exchange(_ rounds: Int, mapping: Int = 0, repeats: Bool) {
    for _ in 0..<rounds {
      say(fromClient: true, mapping, repeats)
      say(fromClient: false, mapping, repeats)
      stage.wait(50...5000)
    }
  }

  private mutating func say(fromClient: Bool, _ mapping: Int, _ repeats: Bool) {
    var data = segment(fromClient: fromClient, TCPBits.push | TCPBits.ack)
    data.payload = words(fromClient)
    let isRepeated = repeats && stage.random.chance(0.5)
    let isLost = isRepeated && stage.random.chance(0.6)
    stage.send(data, mapping: mapping, isLost: isLost)
    if isRepeated {
      stage.wait(205_000...230_000)
      redrawLabel()
      let fresh = segment(fromClient: fromClient, TCPBits.push | TCPBits.ack)
      (data.identification, data.stamps, data.label) = (fresh.identification, fresh.stamps, fresh.label)
      stage.send(data, mapping: mapping)
    }
    advance(fromClient, by: data.payload.count)
    stage.send(segment(fromClient: !fromClient, TCPBits.ack), mapping: mapping)
    if isRepeated, !isLost { stage.send(segment(fromClient: !fromClient, TCPBits.ack), mapping: mapping) }
  }

  /// Many connections begin with the same words.
  private mutating func words(_ fromClient: Bool) -> [UInt8] {
    if stage.random.chance(0.6) {
      return Array((fromClient ? "GET / HTTP/1.1\r\n\r\n" : "HTTP/1.1 200 OK\r\n\r\n").utf8)
    }
    return stage.random.bytes(stage.random.int(1...120))
  }

  /// Data for a mapping that the endpoint knows nothing of: it answers with a RST.
  mutating func lose(mapping: Int) {
    stage.wait(500_000...3_000_000)
    var data = segment(fromClient: true, TCPBits.push | TCPBits.ack)
    data.payload = stage.random.bytes(40)
    stage.send(data, mapping: mapping)
    stage.send(Segment(fromClient: false, flags: TCPBits.rst, sequence: data.acknowledgement), mapping: mapping)
  }

  mutating func end(_ ending: Ending, mapping: Int = 0) {
    switch ending {
    case .open: return
    case .both: close(first: true, mapping)
    case .server: close(first: false, mapping)
    case .resetByClient: stage.send(segment(fromClient: true, TCPBits.rst | TCPBits.ack), mapping: mapping)
    case .resetByServer: stage.send(segment(fromClient: false, TCPBits.rst | TCPBits.ack), mapping: mapping)
    }
  }

  private mutating func close(first fromClient: Bool, _ mapping: Int) {
    for side in [fromClient, !fromClient] {
      stage.send(segment(fromClient: side, TCPBits.fin | TCPBits.ack), mapping: mapping)
      advance(side, by: 1)
    }
    stage.send(segment(fromClient: fromClient, TCPBits.ack), mapping: mapping)
  }

  private mutating func advance(_ fromClient: Bool, by count: Int) {
    if fromClient { client.next &+= UInt32(count) } else { server.next &+= UInt32(count) }
  }

  private mutating func redrawLabel() {
    if client.label != 0 { client.label = UInt32(stage.random.int(1...0xfffff)) }
  }

  private mutating func segment(fromClient: Bool, _ flags: UInt8) -> Segment {
    var segment = Segment(fromClient: fromClient, flags: flags)
    segment.sequence = fromClient ? client.next : server.next
    if flags & TCPBits.ack != 0 { segment.acknowledgement = fromClient ? server.next : client.next }
    segment.identification = fromClient ? client.nextIdentification() : server.nextIdentification()
    segment.label = fromClient ? client.label : server.label
    guard let stamp = (fromClient ? client : server).stamp(at: stage.now) else { return segment }
    segment.stamps = (stamp, fromClient ? lastStamp.server : lastStamp.client)
    if fromClient { lastStamp.client = stamp } else { lastStamp.server = stamp }
    return segment
  }
}
