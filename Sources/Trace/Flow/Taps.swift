import Cluster
import Wire

/// Where packets were captured: a host's interface. Linux cooked v2 captures of `any` show many interfaces through one
/// capture; each interface index becomes a tap of its own, named by `LinkTable`, or `if2` when nobody knows better.
public struct Tap: Sendable, Hashable {
  /// Node, pod or machine; nil when nothing names it.
  public var host: String?
  public var interface: String
  /// Number of the input file it came from.
  public var file: Int
  /// All its packets are of this device, although the capture is a cooked one, whose packets have numbers of devices.
  public var isOneDevice: Bool

  public init(host: String?, interface: String, file: Int = 0, isOneDevice: Bool = false) {
    self.isOneDevice = isOneDevice
    self.host = host
    self.interface = interface
    self.file = file
  }
}

/// One file of a capture that was written in parts.
public struct TapFile: Sendable, Hashable {
  /// Number of the input file.
  public var file: Int
  /// How many packets the parts before it have.
  public var base: UInt64

  public init(file: Int, base: UInt64) {
    self.file = file
    self.base = base
  }
}

struct TapTable {
  private(set) var taps: [Tap] = []
  /// Numbers of equal hosts are equal; a host without a name equals only itself.
  private(set) var hosts: [Int] = []
  /// Numbers of equal interfaces of one host are equal, whichever capture shows them.
  private(set) var places: [Int] = []
  /// Packets that the capture says it lost, by tap.
  private var lost: [UInt64] = []
  /// When the captures of a host lost packets, by host's number.
  private var losses: [Int: LossSpans] = [:]
  /// Capture interface of each tap, and the files that each capture interface is in.
  private var captures: [Int] = []
  private var files: [[TapFile]] = []
  /// Capture interface → tap number.
  private var bases: [Int] = []
  private var isOneDevice: [Bool] = []
  private var byIndex: [UInt64: Int] = [:]
  private var hostNumbers: [String: Int] = [:]
  private var unnamed = 0
  let links: LinkTable
  private var placeNumbers: [Place: Int] = [:]
  /// The first tap of each place.
  private var firstTaps: [Int] = []

  private struct Place: Hashable {
    var host: Int
    var interface: String
  }

  /// Two captures show one interface of a known host.
  var hasSharedPlaces: Bool { placeNumbers.count < taps.count }

  init(links: LinkTable) { self.links = links }

  var hostCount: Int { hostNumbers.count + unnamed }

  mutating func add(_ tap: Tap) {
    files.append([TapFile(file: tap.file, base: 0)])
    isOneDevice.append(tap.isOneDevice)
    bases.append(append(tap, host: number(of: tap.host), capture: bases.count))
  }

  /// All taps of one capture lose packets together: which interface's they were nobody knows.
  mutating func noteLoss(_ count: UInt64, interface: Int) {
    guard interface < bases.count else { return }
    lost[bases[interface]] = count
    for (key, tap) in byIndex where Int(key >> 32) == interface { lost[tap] = count }
  }

  /// Where nothing of a flow was seen for a loss nobody knows: one tells against all taps of its host.
  mutating func noteLoss(_ count: UInt64, interface: Int, during span: ClosedRange<Int64>) {
    guard interface < bases.count, count > 0 else { return }
    losses[hosts[bases[interface]], default: LossSpans()].add(span)
  }

  /// Whether packets at a tap may be missing of that time.
  func hasLost(_ tap: Int, from first: Int64, to last: Int64) -> Bool {
    if lost[tap] > 0 { return true }
    return losses.isEmpty ? false : losses[hosts[tap]]?.touches(first, last) ?? false
  }

  private mutating func number(of host: String?) -> Int {
    guard let host else {
      unnamed += 1
      return -unnamed
    }
    if let known = hostNumbers[host] { return known }
    hostNumbers[host] = hostNumbers.count
    return hostNumbers.count - 1
  }

  /// An interface's packets are in these files, in their order.
  mutating func locate(_ parts: [TapFile], interface: Int) {
    if files.indices.contains(interface), !parts.isEmpty { files[interface] = parts }
  }

  /// One device of a capture of all.
  func isOfAny(_ tap: Int) -> Bool {
    let capture = captures[tap]
    return taps[tap].interface == "any" || (!isOneDevice[capture] && bases[capture] != tap)
  }

  /// The tap by which its place is known, where several captures show it; -1, of what no tap showed, stays.
  func representative(of tap: Int) -> Int { places.indices.contains(tap) ? firstTaps[places[tap]] : tap }

  /// A packet by the number that it has over all files of its capture.
  func reference(tap: Int, number: UInt64) -> PacketReference {
    let parts = files[captures[tap]]
    let part = parts.last { $0.base < number } ?? parts[0]
    return PacketReference(file: part.file, number: number &- part.base)
  }

  private mutating func append(_ tap: Tap, host: Int, capture: Int) -> Int {
    taps.append(tap)
    captures.append(capture)
    hosts.append(host)
    places.append(placeNumbers[Place(host: host, interface: tap.interface), default: placeNumbers.count])
    placeNumbers[Place(host: host, interface: tap.interface)] = places[places.count - 1]
    if places[places.count - 1] == firstTaps.count { firstTaps.append(places.count - 1) }
    lost.append(0)
    return taps.count - 1
  }

  @inline(__always)
  mutating func number(interface: Int, index: UInt32) -> Int {
    index == 0 || isOneDevice[interface] ? bases[interface] : indexed(interface, index)
  }

  private mutating func indexed(_ interface: Int, _ index: UInt32) -> Int {
    let key = UInt64(interface) << 32 | UInt64(index)
    if let known = byIndex[key] { return known }
    let base = bases[interface]
    guard taps.count < 1 << 20 else { return base }
    var tap = taps[base]
    tap.interface = links.link(host: tap.host, index: index)?.name ?? "if\(index)"
    let made = append(tap, host: hosts[base], capture: interface)
    byIndex[key] = made
    return made
  }
}
