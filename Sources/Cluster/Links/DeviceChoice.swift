import Wire

/// Which devices a live run captures on, and which not, each with the reason.
///
/// The rules hold for devices that appear later, too: `wants`.
public struct DeviceChoice: Sendable {
  public struct Pick: Sendable, Hashable {
    /// `any` has index 0.
    public var device: NodeDevice
    public var place: DevicePlace
    /// Half a sentence.
    public var reason: String
    /// `veth, peer in namespace 3`
    public var description: String
  }

  public struct Pass: Sendable, Hashable {
    public var device: NodeDevice
    public var place: DevicePlace
    public var reason: String
  }

  public private(set) var picked: [Pick] = []
  public private(set) var passedOver: [Pass] = []
  /// One handle on all devices instead of one for each.
  public private(set) var usesAny = false
  /// Patterns that fit no device yet.
  public private(set) var unmatched: [DevicePattern] = []
  let asked: [DevicePattern]
  private let cluster: ClusterSide

  /// More handles than this cost more than `any`: each has a ring of its own, and each is polled.
  public static let mostPods = 48

  /// - Parameters:
  ///   - asked: by `-i`; none for the default.
  ///   - cluster: what the map says, to tell uplinks and pods' bridges.
  public static func choose(
    network: NodeNetwork, asked: [DevicePattern] = [], cluster: ClusterSide = ClusterSide()
  ) throws(DeviceProblem) -> DeviceChoice {
    var choice = DeviceChoice(asked: asked, cluster: cluster)
    for pattern in asked where !pattern.isOpen { try check(pattern, network) }
    let judge = DeviceJudge(network, cluster)
    if asked.contains(.name("any")) {
      choice.useAny(network, judge, "asked for: any")
      return choice
    }
    for device in network.devices { choice.sort(device, network, judge) }
    let pods = choice.picked.filter { $0.place == .pod }.count
    if pods > mostPods {
      choice.useAny(network, judge, "\(pods) pods' devices: one handle on all is cheaper than one each")
    }
    choice.unmatched = asked.filter { pattern in
      !network.devices.contains { choice.fits(pattern, $0, judge.judge($0), network) }
    }
    return choice
  }

  private init(asked: [DevicePattern], cluster: ClusterSide) {
    self.asked = asked
    self.cluster = cluster
  }

  /// Whether a person asked for this very device.
  public func isNamed(_ pick: Pick) -> Bool {
    asked.contains { pattern in
      switch pattern {
      case .name(let name): name == pick.device.name
      case .number(let number): number == pick.device.index
      case .glob, .word: false
      }
    }
  }

  /// Whether a device that has appeared, or has come up, is captured on.
  ///
  /// - Returns: why; nil when it is not, or when `any` shows it already.
  public func wants(_ device: NodeDevice, in network: NodeNetwork) -> Pick? {
    if usesAny { return nil }
    return verdict(device, network, DeviceJudge(network, cluster)).pick
  }

  private mutating func useAny(_ network: NodeNetwork, _ judge: DeviceJudge, _ reason: String) {
    let any = NodeDevice(index: 0, name: "any")
    usesAny = true
    picked = [Pick(device: any, place: .any, reason: reason, description: any.words(in: network))]
    passedOver = network.devices.map { Pass(device: $0, place: judge.judge($0).place, reason: "any shows it") }
  }

  private mutating func sort(_ device: NodeDevice, _ network: NodeNetwork, _ judge: DeviceJudge) {
    let verdict = verdict(device, network, judge)
    if let pick = verdict.pick {
      picked.append(pick)
    } else {
      passedOver.append(Pass(device: device, place: verdict.judgement.place, reason: verdict.judgement.reason))
    }
  }

  /// - Returns: a pick, or the judgement with the reason against it.
  private func verdict(
    _ device: NodeDevice, _ network: NodeNetwork, _ judge: DeviceJudge
  ) -> (pick: Pick?, judgement: DeviceJudgement) {
    var judgement = judge.judge(device)
    let pattern = asked.first { fits($0, device, judgement, network) }
    if !asked.isEmpty {
      judgement.isWanted = pattern != nil
      judgement.reason = pattern.map { "asked for: \($0.text)" } ?? "not asked for"
    }
    guard judgement.isWanted else { return (nil, judgement) }
    guard device.isUp || pattern.map({ !$0.isOpen }) ?? false else {
      judgement.reason = "down: opened when it comes up"
      return (nil, judgement)
    }
    let pick = Pick(
      device: device, place: judgement.place, reason: judgement.reason, description: device.words(in: network))
    return (pick, judgement)
  }

  private func fits(
    _ pattern: DevicePattern, _ device: NodeDevice, _ judgement: DeviceJudgement, _ network: NodeNetwork
  ) -> Bool {
    // A device may be called like a word or a number of ours.
    if case .glob = pattern {} else if network.device(named: pattern.text) != nil { return device.name == pattern.text }
    return switch pattern {
    case .name: false
    case .number(let number): device.index == number
    case .glob(let text): GlobPattern(text).matches(device.name)
    case .word(.all): true
    case .word(.allVeth): device.kind == "veth"
    case .word(.allPods): judgement.place == .pod && judgement.isWanted
    case .word(.allBridges): judgement.place == .bridge
    case .word(.allTunnels): judgement.place == .tunnel
    case .word(.uplink): judgement.place == .uplink && judgement.isWanted
    }
  }

  /// A name or number is of a device that is there now: otherwise it is likely mistyped.
  private static func check(_ pattern: DevicePattern, _ network: NodeNetwork) throws(DeviceProblem) {
    if pattern.text == "any" || network.device(named: pattern.text) != nil { return }
    if case .number(let number) = pattern, network.device(number) != nil { return }
    let near = NearestNames.find(pattern.text, among: network.devices.map(\.name) + words)
    let advice = near.isEmpty ? "" : ": \(near.joined(separator: ", ")) may be meant"
    throw DeviceProblem(sentence: "-i \(pattern.text): there is no such device\(advice); -D lists those that there are")
  }

  private static let words = ["any"] + DevicePattern.Word.allCases.map(\.rawValue)
}
