import Wire

/// A RST, as one tap had it.
public struct ResetNote: Sendable, Hashable {
  public var time: Int64
  public var ttl: UInt8
  /// IPv4 identification or IPv6 flow label; kernels send 0 where they answer without a socket.
  public var packetID: UInt32
  public var acknowledgement: UInt32
  public var packet: PacketReference
}

/// An ICMP error that quotes a packet, as one tap had it.
public struct ErrorNote: Sendable, Hashable {
  public var time: Int64
  public var type: UInt8
  public var code: UInt8
  public var isIPv6: Bool
  /// NAT may have rewritten it: trust `ttl` and the first tap that had it.
  public var source: IPAddress
  public var ttl: UInt8
  /// Of "fragmentation needed" and "packet too big": what the next hop takes, in bytes; else 0.
  public var mtu: UInt32
  /// As the quoted packet had it here.
  public var quoted: Tuple
  public var packet: PacketReference
}

/// What few flows have, kept beside their records, for those who judge.
struct FlowNotes {
  /// By the client, and by the server; of a SYN that was tried again, the latest.
  var resets = BothWays<ResetNote?>(request: nil, reply: nil)
  /// The first ones.
  var errors: [ErrorNote] = []
  /// The first answer to its SYN acknowledged something else and had no SYN: a challenge ACK (RFC 5961 §4).
  var challenge: PacketReference?
  /// It arrived in VXLAN with a wrong outer checksum.
  var hasBadChecksum = false
  /// The server's first bytes, when they are a status line of HTTP that says the service is unavailable.
  var isUnavailable = false

  static let mostErrors = 4
}

/// Notes by the serial number of their flow; bounded.
struct NoteTable {
  private static let most = 1 << 16
  private var notes: [UInt32: FlowNotes] = [:]

  subscript(_ serial: UInt32) -> FlowNotes? { notes.isEmpty ? nil : notes[serial] }

  mutating func change(_ serial: UInt32, _ body: (inout FlowNotes) -> Void) {
    guard notes.count < Self.most || notes[serial] != nil else { return }
    body(&notes[serial, default: FlowNotes()])
  }

  mutating func remove(_ serial: UInt32) { if !notes.isEmpty { notes[serial] = nil } }
}

extension FlowMarks {
  /// What a note may be made of.
  static let noteworthy: FlowMarks = [.rstFromA, .rstFromB, .bothWays, .firstByteSeen]
}

extension Tracer {
  /// Writes down what a packet has just made known of its flow.
  @inline(never)
  mutating func takeNote(_ flow: UInt32, _ gained: FlowMarks, _ headers: Headers, fromA: Bool) {
    guard headers.transport == .tcp else { return }
    let isRequest = fromA == flows.slab[flow].clientIsA
    let serial = flows.slab[flow].serial
    if headers.flags.contains(.rst), gained.contains(fromA ? .rstFromA : .rstFromB) {
      let note = ResetNote(
        time: headers.timestamp, ttl: headers.ttl, packetID: headers.packetID, acknowledgement: headers.acknowledgement,
        packet: reference(flow, headers.number))
      notes.change(serial) { notes in
        if isRequest { notes.resets.request = note } else { notes.resets.reply = note }
      }
    }
    if isRequest { return }
    if gained.contains(.bothWays), isChallenge(headers, to: flow) {
      let packet = reference(flow, headers.number)
      notes.change(serial) { $0.challenge = packet }
    }
    if gained.contains(.firstByteSeen), HTTPStatus.unavailable.contains(headers.payloadHash) {
      notes.change(serial) { $0.isUnavailable = true }
    }
  }

  /// A packet that began a flow arrived in VXLAN with a wrong checksum.
  mutating func noteBadChecksum(_ flow: UInt32) {
    notes.change(flows.slab[flow].serial) { $0.hasBadChecksum = true }
  }

  mutating func noteError(_ flow: UInt32, _ headers: Headers, tap: Int) {
    let note = ErrorNote(
      time: headers.timestamp, type: headers.icmpType, code: headers.icmpCode, isIPv6: headers.ipVersion == .v6,
      source: headers.tuple.source, ttl: headers.ttl, mtu: headers.sequence,
      quoted: headers.quoted, packet: taps.reference(tap: tap, number: headers.number))
    notes.change(flows.slab[flow].serial) { notes in
      if notes.errors.count < FlowNotes.mostErrors { notes.errors.append(note) }
    }
  }

  private func isChallenge(_ headers: Headers, to flow: UInt32) -> Bool {
    guard flows.slab[flow].has(syn: true), flows.slab[flow].marks.contains(.isnKnown),
      !flows.slab[flow].marks.contains(.clientSpoke)
    else { return false }
    return headers.flags.contains(.ack) && headers.flags.isDisjoint(with: [.syn, .rst, .fin])
      && headers.acknowledgement != flows.slab[flow].clientISN &+ 1
  }

  private func reference(_ flow: UInt32, _ number: UInt64) -> PacketReference {
    taps.reference(tap: flows.slab[flow].key.tap, number: number)
  }
}

/// Status lines of HTTP/1 by their first twelve bytes.
private enum HTTPStatus {
  static let unavailable: Set<UInt32> = Set(
    ["HTTP/1.1 503", "HTTP/1.0 503"].map { PayloadHash.beginning($0) })
}
