import Wire

/// A few packets' headers, decoded but not yet counted: long enough to ask memory for what the next step needs, short
/// enough to stay in the cache.
@safe struct PacketBatch: ~Copyable {
  static let size = 32

  struct Key: BitwiseCopyable {
    var key: FlowKey
    var hash: UInt64
    /// The flow that the key probably has, to be compared once memory has brought it.
    var likely: UInt32
    var fromA: Bool
  }

  private let headers: UnsafeMutablePointer<Headers>
  let keys: UnsafeMutablePointer<Key>
  private let interfaces: UnsafeMutablePointer<Int32>
  private let present: UnsafeMutablePointer<Bool>
  private(set) var count = 0

  init() {
    unsafe headers = .allocate(capacity: Self.size)
    unsafe headers.initialize(repeating: Headers(), count: Self.size)
    unsafe keys = .allocate(capacity: Self.size)
    unsafe interfaces = .allocate(capacity: Self.size)
    unsafe interfaces.initialize(repeating: 0, count: Self.size)
    unsafe present = .allocate(capacity: Self.size)
    unsafe present.initialize(repeating: false, count: Self.size)
  }

  deinit {
    unsafe headers.deallocate()
    unsafe keys.deallocate()
    unsafe interfaces.deallocate()
    unsafe present.deallocate()
  }

  var isFull: Bool { count == Self.size }

  @inline(__always)
  mutating func append(_ packet: borrowing Packet, _ decoder: Decoder) {
    unsafe decoder.decode(packet, into: &headers[count])
    unsafe interfaces[count] = Int32(truncatingIfNeeded: packet.interface)
    count &+= 1
  }

  mutating func removeAll() { count = 0 }

  @unsafe @inline(__always) subscript(_ position: Int) -> Headers {
    unsafeAddress { unsafe UnsafePointer(headers + position) }
  }

  @inline(__always) func interface(_ position: Int) -> Int { Int(unsafe interfaces[position]) }
  @inline(__always) func hasFlow(_ position: Int) -> Bool { unsafe present[position] }
  @inline(__always) func hash(_ position: Int) -> UInt64 { unsafe keys[position].hash }

  @inline(__always) mutating func setKey(_ position: Int, _ key: Key?) {
    guard let key else {
      unsafe present[position] = false
      return
    }
    unsafe present[position] = true
    unsafe (keys + position).initialize(to: key)
  }
}
