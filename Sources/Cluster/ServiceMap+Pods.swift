import Wire

/// Whose a pod's address was at a moment. `.max` asks as of the dump, when nobody says a moment.
///
/// | pod | holds its address |
/// |---|---|
/// | running | from its start on; as of the dump |
/// | finished, with known start and end | between the two; not as of the dump |
/// | finished, else | never: it is not in the map |
extension ServiceMap {
  /// The pod whose own network namespace has an address; nil when none has, or several may.
  public func podOwning(_ ip: IPAddress, at time: Int64 = .max) -> PodID? {
    guard let owner = podOwners[ip, 0] else { return nil }
    if owner != Self.severalPods { return podSpans[Int(owner)].holds(at: time) ? PodID(index: owner) : nil }
    var found: PodID?
    for pod in podAddresses[ip, 0] where holds(pod, at: time) {
      if found != nil { return nil }
      found = pod
    }
    return found
  }

  /// An address that at least one pod with its own network namespace holds.
  public func isPodAddress(_ ip: IPAddress, at time: Int64 = .max) -> Bool {
    guard let owner = podOwners[ip, 0] else { return false }
    if owner != Self.severalPods { return podSpans[Int(owner)].holds(at: time) }
    return podAddresses[ip, 0].contains { holds($0, at: time) }
  }

  /// It is one of the pods as of the dump: neither finished nor one that only the next dump knows.
  public func isCurrent(_ pod: PodID) -> Bool { holds(pod, at: .max) }

  @inline(__always)
  func holds(_ pod: PodID, at time: Int64) -> Bool { podSpans[Int(pod.index)].holds(at: time) }

  /// Pods that hold an address; more than one is ambiguous.
  func holders(of ip: IPAddress, at time: Int64) -> [PodID] {
    guard podOwners[ip, 0] != nil else { return [] }
    return podAddresses[ip, 0].filter { holds($0, at: time) }
  }

  /// The only pod of a role is being deleted: its termination has begun.
  func isTerminating(_ pods: [PodID], at time: Int64) -> Bool {
    guard pods.count == 1 else { return false }
    let pod = self[pods[0]]
    return time == .max ? pod.terminating : pod.deletionTime.map { $0 <= time } ?? false
  }

  /// What the pods with an address that none of them holds at a moment say of it.
  func absence(of ip: IPAddress, at time: Int64) -> (isLater: Bool, note: String)? {
    guard time != .max, podOwners[ip, 0] != nil else { return nil }
    let pods = podAddresses[ip, 0]
    let earlier = pods.last { podSpans[Int($0.index)].first <= time }
    let later = pods.first { podSpans[Int($0.index)].first > time }
    let sentences = [earlier, later].compactMap { $0 }.map { absence(of: $0, "this address", at: time).sentence }
    return (later != nil, sentences.joined(separator: "; ") + ".")
  }

  /// Why a pod did not hold something at a moment.
  func absence(of pod: PodID, _ thing: String, at time: Int64) -> (isLater: Bool, sentence: String) {
    let isLater = podSpans[Int(pod.index)].first > time
    return (isLater, "\(title(pod)) \(isLater ? "got \(thing) only later" : "had \(thing) before")")
  }

  func title(_ pod: PodID) -> String { "Pod \(self[pod].namespace)/\(self[pod].name)" }
}
