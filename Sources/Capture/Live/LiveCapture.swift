import CShims
import Glibc
import Synchronization
import Wire

/// Captures devices on a thread of its own, into blocks that `LiveInput` takes.
///
/// ```
///   open …       any number of devices, on the caller's thread (it may have privileges that it will give up)
///   start        one thread: poll → packets of each handle → blocks → engine
///   open, close  later ones too: pods come and go
///   stop         what the kernel still holds is taken, then the thread ends
/// ```
/// The thread never waits for the engine: where no block is free packets are taken from the kernel and counted
/// (`queueDrops`).
public final class LiveCapture: Sendable {
  let settings: LiveSettings
  let store: BlockStore
  private let shared = Mutex(Shared())
  /// Something in `shared.commands` is new.
  private let hasCommands = Atomic<Bool>(false)
  private let isStopping = Atomic<Bool>(false)
  /// `shared.open` or `shared.closed` is new.
  private let hasChanges = Atomic<Bool>(false)
  let hasEnded = Atomic<Bool>(false)
  /// The engine waits at `wakeDescriptor`.
  let isAwaited = Atomic<Bool>(false)
  /// Readable when there are blocks or events.
  public let wakeDescriptor: Int32
  private let commandDescriptor: Int32

  private struct Shared {
    var commands: [Command] = []
    var events: [LiveEvent] = []
    var counters: [LiveCounters] = []
    /// By handle, as they were opened.
    var devices: [LiveDevice] = []
    var filter: String?
    /// How many handles may still bring packets; and those that no longer do, since the engine looked.
    var open = 0
    var closed: [Int] = []
  }

  enum Command {
    case add(LiveHandle, number: Int)
    case close(Int)
    case filter(String)
  }

  public init(_ settings: LiveSettings) {
    self.settings = settings
    store = BlockStore(bytes: settings.queueBytes, snapLength: settings.snapLength)
    wakeDescriptor = hopscope_wake_descriptor()
    commandDescriptor = hopscope_wake_descriptor()
  }

  deinit {
    Syscalls.close(wakeDescriptor)
    Syscalls.close(commandDescriptor)
  }

  /// Opens a device; the filter that is set applies to it from its first packet on.
  ///
  /// - Returns: its number; each opening has a new one.
  /// - Throws: when it cannot be captured.
  public func open(_ device: String) throws(LiveOpenError) -> Int {
    let handle = try LiveHandle(device, settings)
    let number = register(LiveDevice(name: device, linkType: handle.linkType, snapLength: handle.snapLength))
    // It was compiled for other devices; for this one's link type libpcap may have no code.
    if let filter = shared.withLock({ $0.filter }) {
      do { try handle.setFilter(filter) } catch {
        tell(LiveEvent(handle: number, device: device, kind: .filterRefused(error.message)))
      }
    }
    send(.add(handle, number: number))
    return number
  }

  /// - Returns: its handle's number.
  func register(_ device: LiveDevice) -> Int {
    defer { hasChanges.store(true, ordering: .releasing) }
    return shared.withLock { shared in
      shared.counters.append(LiveCounters(device: device.name))
      shared.devices.append(device)
      shared.open += 1
      return shared.devices.count - 1
    }
  }

  /// Closes a device; what the kernel still holds of it is taken before.
  public func close(_ handle: Int) { send(.close(handle)) }

  /// Lets only packets pass that the expression admits; also at devices that are opened later. Packets that are in the
  /// kernel's ring by then passed the filter before.
  ///
  /// - Throws: what is wrong with the expression, for Ethernet or cooked packets.
  public func setFilter(_ expression: String) throws(FilterFault) {
    var program = PacketFilter(expression)
    try program.check(.ethernet)
    try program.check(.linuxCooked2)
    shared.withLock { $0.filter = program.expression }
    send(.filter(program.expression))
  }

  /// What happened since the last time.
  public func takeEvents() -> [LiveEvent] {
    shared.withLock { shared in
      defer { shared.events = [] }
      return shared.events
    }
  }

  /// By handle, since it was opened; not older than a quarter of a second, and exact once all was stopped.
  public func counters() -> [LiveCounters] { shared.withLock { $0.counters } }

  /// Devices by handle.
  func device(_ handle: Int) -> LiveDevice { shared.withLock { $0.devices[handle] } }

  private func send(_ command: Command) {
    shared.withLock { $0.commands.append(command) }
    hasCommands.store(true, ordering: .releasing)
    Self.ring(commandDescriptor)
  }

  // MARK: - The thread

  /// Starts the thread. It blocks all signals: they are the caller's.
  public func start() {
    var all = sigset_t()
    var before = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    let context = unsafe Unmanaged.passRetained(self).toOpaque()
    let status = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<LiveCapture>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context)
    guard status == 0 else {
      unsafe Unmanaged<LiveCapture>.fromOpaque(context).release()
      hasEnded.store(true, ordering: .releasing)
      return
    }
    pthread_detach(thread)
  }

  /// Asks the thread to take what is there and to end; returns at once. `LiveInput` says `end` when all was handed on.
  public func stop() {
    isStopping.store(true, ordering: .releasing)
    Self.ring(commandDescriptor)
  }

  /// The thread has taken all that there was.
  public var hasStopped: Bool { hasEnded.load(ordering: .acquiring) }

  private func run() {
    var loop = LiveLoop(self, commandDescriptor: commandDescriptor)
    while !isStopping.load(ordering: .acquiring) { loop.turn() }
    loop.finish(at: Syscalls.realTime)
    hasEnded.store(true, ordering: .releasing)
    wake()
  }

  /// For the thread: what was asked of it since the last time.
  func takeCommands() -> [Command] {
    guard hasCommands.exchange(false, ordering: .acquiring) else { return [] }
    return shared.withLock { shared in
      defer { shared.commands = [] }
      return shared.commands
    }
  }

  func tell(_ event: LiveEvent) {
    shared.withLock { $0.events.append(event) }
    Self.ring(wakeDescriptor)
  }

  /// For the engine: how many handles are open, and which were closed, when that is new.
  func takeChanges() -> (open: Int, closed: [Int])? {
    guard hasChanges.exchange(false, ordering: .acquiring) else { return nil }
    return shared.withLock { shared in
      defer { shared.closed = [] }
      return (shared.open, shared.closed)
    }
  }

  /// Its last block was handed on before.
  func noteClosed(_ handle: Int) {
    shared.withLock { shared in
      shared.open -= 1
      shared.closed.append(handle)
    }
    hasChanges.store(true, ordering: .releasing)
  }

  func publish(_ counters: LiveCounters, handle: Int) { shared.withLock { $0.counters[handle] = counters } }

  /// Ends the engine's wait, if it waits.
  func wake() {
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    if isAwaited.exchange(false, ordering: .acquiringAndReleasing) { Self.ring(wakeDescriptor) }
  }

  static func ring(_ descriptor: Int32) {
    var one: UInt64 = 1
    _ = unsafe write(descriptor, &one, 8)
  }

  static func silence(_ descriptor: Int32) {
    var count: UInt64 = 0
    _ = unsafe read(descriptor, &count, 8)
  }
}

/// What a handle captures.
struct LiveDevice: Sendable, Hashable {
  var name: String
  var linkType: LinkType
  var snapLength: Int
}
