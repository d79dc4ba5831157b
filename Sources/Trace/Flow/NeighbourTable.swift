import Cluster
import Wire

/// What was asked for one address on one host's links: ARP, or neighbour discovery of ICMPv6.
public struct NeighbourQuestion: Sendable, Hashable {
  public var address: IPAddress
  /// Number and host of the tap that showed the first question.
  public var tap: Int
  public var host: String?
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
  /// By address, then by host's number.
  private var questions: [IPAddress: [Int: NeighbourQuestion]] = [:]
  private var answered: [IPAddress: Set<Int>] = [:]

  mutating func ask(_ question: NeighbourQuestion, host: Int) {
    guard questions[question.address] != nil || questions.count < Self.most else { return }
    guard var known = questions[question.address]?[host] else {
      questions[question.address, default: [:]][host] = question
      return
    }
    // Every tap of a host shows the same question: those of the first one are counted.
    if known.tap == question.tap { known.count += 1 }
    known.last = max(known.last, question.last)
    questions[question.address]?[host] = known
  }

  mutating func answer(_ address: IPAddress, host: Int) {
    guard answered[address] != nil || answered.count < Self.most else { return }
    answered[address, default: []].insert(host)
  }

  /// Questions for an address, on whichever host; whether anybody answered there is told. Answers go to the asker alone, so
  /// that another node's question is no question here.
  func questions(for address: IPAddress, _ map: ServiceMap) -> [NeighbourQuestion] {
    let isFull = answered.count >= Self.most
    return (questions[address] ?? [:]).compactMap { host, question in
      if let node = question.host.flatMap({ map.node(named: $0) }), map.nodeOwning(question.asker) != node {
        return nil
      }
      var question = question
      question.isAnswered = isFull || answered[address]?.contains(host) == true
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
      address: headers.quoted.destination, tap: tap, host: taps.taps[tap].host, asker: headers.quoted.source, count: 1,
      first: headers.timestamp,
      last: headers.timestamp, packet: taps.reference(tap: tap, number: headers.number), isAnswered: false)
    neighbours.ask(question, host: taps.hosts[tap])
  }
}
