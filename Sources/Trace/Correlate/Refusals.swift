import Wire

/// Why a flow that had something in common with another was not joined to it.
public enum Refusal: String, Sendable {
  /// The map knows the front, and the other destination is none of its endpoints; or both are pods.
  case map
  /// Both SYNs carry timestamps, and these are too far apart for one to be the other's repetition.
  case timestamp
  /// The answers' initial sequence numbers differ.
  case serverISN
  /// Further apart in time than a handshake lasts.
  case time
  /// The initial sequence number agrees and nothing else: at 100,000 connections these repeat.
  case isnAlone
  /// Another candidate agrees in more.
  case worse
  /// Payloads begin alike and differ further on.
  case payload
  /// Packets alike, of connections that began with different initial sequence numbers.
  case clientISN
  /// Packets alike, one from the client and one to it.
  case direction
}

/// A candidate that was considered and not taken.
public struct Alternative: Sendable, Hashable {
  public var tuple: Tuple
  /// Its first packet: file and number.
  public var packet: PacketReference
  public var refusal: Refusal
}

/// A packet as people find it again: its file among the inputs, and its number there, counted from 1.
public struct PacketReference: Sendable, Hashable {
  public var file: Int
  public var number: UInt64

  public init(file: Int, number: UInt64) {
    self.file = file
    self.number = number
  }
}

extension Tracer {
  private static var mostRefusals: Int { 4 }
  private static var mostFlowsWithRefusals: Int { 1 << 16 }

  /// Remembers a refusal for `hopscope path --why`.
  mutating func refuse(_ flow: UInt32, _ other: UInt32, _ refusal: Refusal) {
    guard configuration.explains, refused.count < Self.mostFlowsWithRefusals else { return }
    let record = flows.slab[other]
    let alternative = Alternative(
      tuple: record.request,
      packet: taps.reference(tap: record.key.tap, number: record.firstNumber), refusal: refusal)
    guard refused[flow, default: []].count < Self.mostRefusals, refused[flow]?.contains(alternative) != true else {
      return
    }
    refused[flow, default: []].append(alternative)
  }
}
