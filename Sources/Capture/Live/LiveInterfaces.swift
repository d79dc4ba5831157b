import Wire

/// Run-wide numbers of the devices whose packets a live capture brings. A handle of one device has one; `any` has one for
/// each device that its packets name (LINKTYPE_LINUX_SLL2, bytes 4 to 7: the interface index).
struct LiveInterfaces {
  private let host: String
  private(set) var interfaces: [CaptureInterface] = []
  private var handles: [Handle] = []
  private var devices: [LiveDevice] = []
  /// By handle of `any`: device index → number.
  private var byIndex: [[UInt32: Int]] = []
  private var numbers: [Key: Int] = [:]
  /// Index → name, as the kernel says.
  var names: [UInt32: String] = [:] { didSet { forget() } }

  private struct Handle: BitwiseCopyable {
    var isKnown = false
    var isOfMany = false
    var linkType = LinkType.null
    /// Of the only device, or of the last packet's.
    var number = 0
    var lastIndex: UInt32 = 0
  }

  private struct Key: Hashable {
    var name: String
    var linkType: LinkType
  }

  init(host: String) { self.host = host }

  @inline(__always) func isKnown(_ handle: Int) -> Bool { handle < handles.count && handles[handle].isKnown }
  @inline(__always) func linkType(_ handle: Int) -> LinkType { handles[handle].linkType }

  /// Whether its packets name their devices.
  func isOfMany(_ handle: Int) -> Bool { handles[handle].isOfMany }
  /// Of a handle of one device.
  func onlyInterface(_ handle: Int) -> Int { handles[handle].number }

  mutating func add(_ handle: Int, _ device: LiveDevice) {
    while handles.count <= handle {
      handles.append(Handle())
      devices.append(device)
      byIndex.append([:])
    }
    devices[handle] = device
    handles[handle] = Handle(
      isKnown: true, isOfMany: device.linkType == .linuxCooked2, linkType: device.linkType)
    if !handles[handle].isOfMany { handles[handle].number = number(device.name, device) }
  }

  /// Of a packet that names its device.
  @inline(__always)
  mutating func interface(_ handle: Int, _ bytes: RawSpan) -> Int {
    guard bytes.byteCount >= 8 else { return indexed(handle, 0) }
    let index = UInt32(bigEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 4, as: UInt32.self))
    // No device has index 0: there was none yet.
    return handles[handle].lastIndex == index && index != 0 ? handles[handle].number : indexed(handle, index)
  }

  @inline(never)
  private mutating func indexed(_ handle: Int, _ index: UInt32) -> Int {
    let number = byIndex[handle][index] ?? number(names[index] ?? "if\(index)", devices[handle])
    byIndex[handle][index] = number
    handles[handle].lastIndex = index
    handles[handle].number = number
    return number
  }

  func numbers(of handle: Int) -> [Int] {
    guard isKnown(handle) else { return [] }
    return handles[handle].isOfMany ? Set(byIndex[handle].values).sorted() : [handles[handle].number]
  }

  /// A device is one, however often it was opened.
  private mutating func number(_ name: String, _ device: LiveDevice) -> Int {
    let key = Key(name: name, linkType: device.linkType)
    if let known = numbers[key] { return known }
    numbers[key] = interfaces.count
    interfaces.append(
      CaptureInterface(
        file: 0, host: host, isHostKnown: true, name: name, isNameOwn: true, description: "",
        linkType: device.linkType, snapLength: UInt32(clamping: device.snapLength), dropped: nil, packets: 0))
    return interfaces.count - 1
  }

  /// Numbers may mean other devices now.
  private mutating func forget() {
    for handle in handles.indices where handles[handle].isOfMany {
      byIndex[handle] = [:]
      handles[handle].lastIndex = 0
    }
  }
}
