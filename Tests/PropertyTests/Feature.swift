/// What a world may contain. Each can be tested alone, so that a failure names its cause.
enum Feature: String, CaseIterable, Sendable {
  // How a connection travels (dataplane.md §1.2).
  case nodePort, etpLocal, externalAddress, clusterIP, hairpin, ownNodePort, trombone, hostProcess, hostPort
  case podHostPort, egress, direct, hostNetwork, nodeService
  // What it speaks.
  case udp, quietUDP, echo, sctp, ipv6
  // What happens to it.
  case portReuse, portClash, lostEntry, twoMappings, retransmissions, unanswered, midStream
  // How it is watched.
  case anyTaps, bridgeCopies, duplicates, drops, missingTaps, smallOffsets, largeOffsets, withoutMap, partialMap

  /// The ways that a connection can take.
  static let routes: [Feature] = [
    .nodePort, .etpLocal, .externalAddress, .clusterIP, .hairpin, .ownNodePort, .trombone, .hostProcess, .hostPort,
    .podHostPort, .egress, .direct, .hostNetwork, .nodeService,
  ]
}

/// Which features a world is made with: everything, or one on a plain ground.
struct Plan: Sendable, CustomStringConvertible {
  /// The one feature under test; nil for all at once.
  let focus: Feature?

  static let everything = Plan(focus: nil)
  var description: String { focus?.rawValue ?? "everything" }

  /// What shows a feature's difficulty: a wrong clock, say, harms most where ports are used again.
  private static let companions: [Feature: [Feature]] = [
    .largeOffsets: [.portReuse, .udp, .echo], .lostEntry: [.udp], .drops: [.udp, .portReuse], .missingTaps: [.udp],
    .midStream: [.udp],
  ]

  /// Whether a world, or a connection, gets a feature.
  func has(_ feature: Feature, _ probability: Double, _ random: inout SplitMix) -> Bool {
    guard let focus else { return random.chance(probability) }
    if focus == feature { return random.chance(max(probability, 0.8)) }
    return Self.companions[focus, default: []].contains(feature) && random.chance(0.3)
  }

  var routes: [Feature] {
    guard let focus, Feature.routes.contains(focus) else { return Feature.routes }
    return [focus]
  }
}
