import Capture
import Cluster
import Render

/// The devices of a live run: those that were picked, those that come later, and those that go.
struct LiveDevices {
  /// Nanoseconds between two attempts to open a device again.
  private static let patience: Int64 = 1_000_000_000
  private let watch: DeviceWatch
  private let capture: LiveCapture
  private let isQuiet: Bool
  let choice: DeviceChoice
  /// Handle by device index; `any` has index 0.
  private var handles: [UInt32: Int] = [:]
  private var nextAttempt: Int64 = 0
  /// Devices that could not be opened: told once.
  private var refused: Set<String> = []

  /// Looks at the devices and opens those that are wanted.
  /// - Throws: `Failure` when one that was named cannot be opened, or nothing can.
  init(_ options: LiveCaptureOptions, map: ServiceMap, capture: LiveCapture, isQuiet: Bool) throws {
    self.capture = capture
    self.isQuiet = isQuiet
    watch = try Self.watch()
    choice = try Self.choose(options, watch.network, map)
    for pick in choice.picked {
      do throws(LiveOpenError) { try open(pick) } catch { try refuse(pick, error) }
    }
    if handles.isEmpty, choice.unmatched.isEmpty, !choice.picked.isEmpty {
      throw Failure(sentence: "no device could be opened; hopscope live -D lists them")
    }
  }

  /// Without capturing: for `-D`.
  static func listing(_ options: LiveCaptureOptions, map: ServiceMap) throws -> (DeviceChoice, NodeNetwork) {
    let watch = try watch()
    return (try choose(options, watch.network, map), watch.network)
  }

  /// What the kernel says now.
  static func network() throws -> NodeNetwork { try watch().network }

  private static func watch() throws -> DeviceWatch {
    do { return try DeviceWatch() } catch {
      throw Failure(sentence: "this machine's devices cannot be asked for (netlink): \(error.words)")
    }
  }

  private static func choose(
    _ options: LiveCaptureOptions, _ network: NodeNetwork, _ map: ServiceMap
  ) throws -> DeviceChoice {
    do throws(DeviceProblem) {
      return try DeviceChoice.choose(
        network: network, asked: try options.patterns(), cluster: ClusterSide(map))
    } catch {
      throw Failure(sentence: error.sentence, status: .usage)
    }
  }

  var network: NodeNetwork { watch.network }
  /// Names of devices by index, for packets of `any`.
  var names: [UInt32: String] {
    [UInt32: String](network.devices.map { ($0.index, $0.name) }) { first, _ in first }
  }

  private mutating func open(_ pick: DeviceChoice.Pick) throws(LiveOpenError) {
    handles[pick.device.index] = try capture.open(pick.device.name)
    refused.remove(pick.device.name)
  }

  private func refuse(_ pick: DeviceChoice.Pick, _ error: LiveOpenError) throws {
    let sentence = "cannot capture on \(printable(error.device)): \(printable(error.words))"
    if error.kind == .noPermission { throw Failure(sentence: sentence, status: .noPrivilege) }
    guard choice.isNamed(pick) else { return Messages.warning("\(sentence); going on without it") }
    throw Failure(sentence: sentence)
  }

  // MARK: - Later

  /// Sees to what has changed.
  /// - Returns: whether devices have come, gone or changed.
  mutating func follow(at machine: Int64) -> Bool {
    for event in capture.takeEvents() { take(event) }
    guard let changes = try? watch.update() else { return false }
    for change in changes { take(change) }
    if machine >= nextAttempt {
      nextAttempt = machine + Self.patience
      openMissing()
    }
    return !changes.isEmpty
  }

  private mutating func take(_ event: LiveEvent) {
    switch event.kind {
    case .filterRefused(let words):
      Messages.warning("\(printable(event.device)) is captured without the filter: \(printable(words))")
    case .ended(let words):
      guard let index = handles.first(where: { $0.value == event.handle })?.key else { return }
      handles[index] = nil
      Messages.warning(
        "\(printable(event.device)) cannot be read any more (\(printable(words))): the others go on; it is opened again "
          + "as soon as it can be")
    }
  }

  private mutating func take(_ change: DeviceChange) {
    switch change {
    case .gone(let device):
      guard let handle = handles.removeValue(forKey: device.index) else { return }
      capture.close(handle)
      tell("\(printable(device.name)) is gone: its packets end here; it is captured again when it is back")
    case .appeared(let device): consider(device, "has appeared")
    case .renamed(let device, let before):
      guard handles[device.index] != nil else { return consider(device, "was called \(printable(before))") }
      tell("\(printable(before)) is now called \(printable(device.name)); what is captured of it keeps the old name")
    case .changed(let device, let before):
      guard device.isUp != before.isUp else { return }
      if handles[device.index] == nil { return consider(device, "has come up") }
      tell("\(printable(device.name)) \(device.isUp ? "is up again" : "is down: nothing passes until it is up again")")
    }
  }

  private mutating func consider(_ device: NodeDevice, _ event: String) {
    guard handles[device.index] == nil, let pick = choice.wants(device, in: network) else { return }
    if attempt(pick) { tell("\(printable(device.name)) \(event), and is captured: \(printable(pick.reason))") }
  }

  /// Devices that are wanted and not open: one may have been refused for a moment only.
  private mutating func openMissing() {
    for device in network.devices where handles[device.index] == nil { consider(device, "can be opened again") }
  }

  private mutating func attempt(_ pick: DeviceChoice.Pick) -> Bool {
    do throws(LiveOpenError) {
      try open(pick)
      return true
    } catch {
      // It may have gone already; what stays refused is told once.
      if refused.insert(pick.device.name).inserted, error.kind != .noSuchDevice {
        Messages.warning("cannot capture on \(printable(error.device)): \(printable(error.words)); tried again")
      }
      return false
    }
  }

  private func tell(_ text: String) { if !isQuiet { Messages.note(text) } }
}

extension NetlinkError {
  var words: String {
    switch self {
    case .noPermission: "it is not permitted"
    case .notSupported: "this kernel has no such thing"
    case .failed(let words): words
    }
  }
}
