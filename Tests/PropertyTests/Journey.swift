import Cluster
import Wire

/// How packets enter or leave a node.
enum Port: Equatable {
  case process
  case pod(Int)
  case wire
  case tunnel(peer: Int)
}

/// One node on the way, and what its NAT makes of the request. Answers see the same in the mirror: `after` comes in,
/// `middle` is what is left when SNAT is undone, `before` goes out.
struct Transit {
  let node: Int
  let entry: Port
  let exit: Port
  let before: Tuple
  /// Between DNAT and SNAT: visible at a bridge's own device when it filters.
  let middle: Tuple
  let after: Tuple
}

/// The way of one connection through the cluster.
struct Journey {
  /// The machine outside that sends, or receives, when there is one.
  var origin: Int?
  var target: Int?
  var transits: [Transit] = []
  /// What the client dialled, and what a map would call it.
  var service: String?
  /// The pod that answers, when one does.
  var pod: Int?
  /// Routers between the outside machine and the cluster.
  var distance = 0
}

/// One moment at which a tap could see a packet.
struct Crossing {
  let place: Place
  let leaves: Bool
  /// As the packet has it, in its own direction.
  let tuple: Tuple
  /// Routers passed so far.
  let routers: Int
  /// The nodes at the ends of the tunnel that the packet is in.
  var tunnel: (from: Int, to: Int)?
  /// At a bridge that only switches the packet: a tap may show it once, twice, or not at all.
  var isBridgeCopy = false
}

extension Journey {
  /// Every tuple of a request in path order, the original first; `isHalf` for those between DNAT and SNAT of one node.
  var forms: [(tuple: Tuple, isHalf: Bool)] {
    var forms: [(tuple: Tuple, isHalf: Bool)] = []
    for transit in transits {
      let steps = [(transit.before, false), (transit.middle, true), (transit.after, false)]
      for (tuple, isHalf) in steps {
        if tuple == forms.last?.tuple {
          if !isHalf { forms[forms.count - 1].isHalf = false }
        } else {
          forms.append((tuple, isHalf && tuple != transit.after))
        }
      }
    }
    return forms
  }

  /// All crossings in the order in which one packet makes them.
  func crossings(isReply: Bool, _ world: World) -> [Crossing] {
    var walk = Walk(world: world, isReply: isReply)
    let (first, last) = isReply ? (target, origin) : (origin, target)
    if let first, let tuple = isReply ? transits.last?.after.reversed : transits.first?.before {
      walk.see(Place(host: first, device: .eth0), leaves: true, tuple)
      walk.routers += distance
    }
    for transit in isReply ? transits.reversed() : transits { walk.pass(transit) }
    if let last, let tuple = isReply ? transits.first?.before.reversed : transits.last?.after {
      walk.routers += distance
      walk.see(Place(host: last, device: .eth0), leaves: false, tuple)
    }
    return walk.crossings
  }
}

/// Follows one packet through devices in the kernel's order (dataplane.md §1.1, §1.2).
private struct Walk {
  let world: World
  let isReply: Bool
  var routers = 0
  var crossings: [Crossing] = []

  mutating func see(
    _ place: Place, leaves: Bool, _ tuple: Tuple, tunnel: (from: Int, to: Int)? = nil, isBridgeCopy: Bool = false
  ) {
    crossings.append(
      Crossing(
        place: place, leaves: leaves, tuple: tuple, routers: routers, tunnel: tunnel, isBridgeCopy: isBridgeCopy))
  }

  mutating func pass(_ transit: Transit) {
    let entry = isReply ? transit.exit : transit.entry
    let exit = isReply ? transit.entry : transit.exit
    let before = isReply ? transit.after.reversed : transit.before
    let middle = isReply ? transit.middle.reversed : transit.middle
    let after = isReply ? transit.before.reversed : transit.after
    let isBridged = world.isBridged(entry, exit, isTranslated: before != after)
    let seen = isBridged && !world.bridgeFilters ? before : middle
    enter(transit.node, entry, before, atBridge: isBridged ? nil : world.bridgeFilters ? middle : before)
    if isBridged { see(world.place(transit.node, .cni0), leaves: true, seen, isBridgeCopy: true) }
    if entry != .process, exit != .process, !isBridged { routers += 1 }
    leave(transit.node, exit, after, isBridged: isBridged)
    if isBridged { see(world.place(transit.node, .cni0), leaves: false, seen, isBridgeCopy: true) }
  }

  private mutating func enter(_ node: Int, _ port: Port, _ tuple: Tuple, atBridge: Tuple?) {
    switch port {
    case .process: break
    case .pod(let pod):
      see(Place(host: world.pods[pod].host, device: .eth0), leaves: true, tuple)
      see(world.place(node, .veth(pod: pod)), leaves: false, tuple)
      if let atBridge { see(world.place(node, .cni0), leaves: false, atBridge) }
    case .wire: see(world.place(node, .eth0), leaves: false, tuple)
    case .tunnel(let peer):
      see(world.place(node, .eth0), leaves: false, tuple, tunnel: (peer, node))
      see(world.place(node, .tunnel), leaves: false, tuple)
    }
  }

  private mutating func leave(_ node: Int, _ port: Port, _ tuple: Tuple, isBridged: Bool) {
    switch port {
    case .process: break
    case .pod(let pod):
      if !isBridged { see(world.place(node, .cni0), leaves: true, tuple) }
      see(world.place(node, .veth(pod: pod)), leaves: true, tuple)
      see(Place(host: world.pods[pod].host, device: .eth0), leaves: false, tuple)
    case .wire: see(world.place(node, .eth0), leaves: true, tuple)
    case .tunnel(let peer):
      see(world.place(node, .tunnel), leaves: true, tuple)
      see(world.place(node, .eth0), leaves: true, tuple, tunnel: (node, peer))
    }
  }
}

extension World {
  func place(_ node: Int, _ device: Device) -> Place { Place(host: nodes[node].host, device: device) }

  /// From pod to pod on one bridge: nothing is routed, unless NAT needs the routing that an unfiltered bridge skips.
  func isBridged(_ entry: Port, _ exit: Port, isTranslated: Bool) -> Bool {
    guard case .pod = entry, case .pod = exit else { return false }
    return bridgeFilters || !isTranslated
  }
}
