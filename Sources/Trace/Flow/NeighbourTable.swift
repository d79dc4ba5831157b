import Wire

/// What was asked for one address on one host's links: ARP, or neighbour discovery of ICMPv6.
public struct NeighbourQuestion: Sendable, Hashable {
  public var address: IPAddress
  /// Number of the tap that showed the first question.
  public var tap: Int
  /// Who asked first.
  public var asker: IPAddress
  public var count: Int
  public var first: Int64
  public var last: Int64
  public var packet: PacketReference
  public var isAnswered: Bool
}

/// Who was asked for, and who answered; bounded.
struct NeighbourTable {
  private static let most = 1 << 14
  private struct Key: Hashable {
    var host: Int
    var address: IPAddress
  }
  private var questions: [Key: NeighbourQuestion] = [:]
  private var answered: Set<Key> = []

  mutating func ask(_ question: NeighbourQuestion, host: Int) {
    let key = Key(host: host, address: question.address)
    if var known = questions[key] {
      // Every tap of a host shows the same question: those of the first one are counted.
      if known.tap == question.tap { known.count += 1 }
      known.last = max(known.last, question.last)
      questions[key] = known
    } else if questions.count < Self.most {
      questions[key] = question
    }
  }

  mutating func answer(_ address: IPAddress, host: Int) {
    if answered.count < Self.most { answered.insert(Key(host: host, address: address)) }
  }

  /// Questions for an address, on whichever host; whether anybody answered there is told.
  func questions(for address: IPAddress) -> [NeighbourQuestion] {
    questions.filter { $0.key.address == address }.map { key, question in
      var question = question
      question.isAnswered = answered.contains(key)
      return question
    }.sorted { ($0.first, $0.tap) < ($1.first, $1.tap) }
  }

  var isEmpty: Bool { questions.isEmpty }
}

extension Tracer {
  mutating func takeNeighbour(_ headers: Headers, interface: Int) {
    guard !headers.traits.isDisjoint(with: [.asksNeighbour, .answersNeighbour]) else { return }
    let tap = taps.number(interface: interface, index: headers.interfaceIndex)
    guard headers.traits.contains(.asksNeighbour) else {
      return neighbours.answer(headers.quoted.source, host: taps.hosts[tap])
    }
    let question = NeighbourQuestion(
      address: headers.quoted.destination, tap: tap, asker: headers.quoted.source, count: 1, first: headers.timestamp,
      last: headers.timestamp, packet: taps.reference(tap: tap, number: headers.number), isAnswered: false)
    neighbours.ask(question, host: taps.hosts[tap])
  }
}
