/// The bytes of an open file, FIFO or standard input, unpacked where they are gzip or zstd.
@safe struct ByteSource: ~Copyable {
  /// What happens when nothing is there to be read.
  enum Manner: Sendable {
    /// Reading waits; the end is the end.
    case patient
    /// A pipe: who reads decides how long to wait.
    case live
    /// A file that grows: its end is not the end.
    case followed
  }

  enum Outcome: Equatable { case bytes(Int), end, waiting }

  let descriptor: Int32
  private let ownsDescriptor: Bool
  let manner: Manner
  /// As they are stored: packed ones, when they are packed.
  private(set) var bytesRead: UInt64 = 0
  /// The first bytes, until they say how the file is packed.
  private var head: [UInt8] = []
  private var isRecognised = false
  private var unpacker: Unpacker?
  /// Nil as long as it is not known, too.
  private(set) var packing: Packing?
  private var followed: FollowedFile

  /// - Parameter path: nil for standard input.
  init(descriptor: Int32, owned: Bool, manner: Manner = .patient, path: String? = nil) {
    self.descriptor = descriptor
    ownsDescriptor = owned
    self.manner = manner
    followed = FollowedFile(path: path)
  }

  deinit {
    if ownsDescriptor { Syscalls.close(descriptor) }
  }

  mutating func read(into target: UnsafeMutableRawBufferPointer) throws(ReadError) -> Outcome {
    if !isRecognised {
      let outcome = try recognise()
      guard isRecognised else { return outcome }
    }
    if packing != nil { return try unsafe unpack(into: target) }
    if !head.isEmpty { return unsafe handOutHead(target) }
    return try unsafe readStored(target)
  }

  private mutating func readStored(_ target: UnsafeMutableRawBufferPointer) throws(ReadError) -> Outcome {
    if manner == .live, !Syscalls.isReadable(descriptor) { return .waiting }
    guard let base = target.baseAddress else { return .waiting }
    let got: Int?
    do throws(SystemError) { got = try unsafe Syscalls.read(descriptor, base, target.count) } catch {
      throw .system(error)
    }
    guard let got else { return .waiting }
    bytesRead += UInt64(got)
    guard manner == .followed else { return got == 0 ? .end : .bytes(got) }
    guard got == 0 else {
      followed.sawBytes()
      return .bytes(got)
    }
    try followed.check(descriptor, read: bytesRead)
    return .waiting
  }

  /// Reads the few bytes that say how the file is packed.
  private mutating func recognise() throws(ReadError) -> Outcome {
    while head.count < Packing.signatureLength {
      var bytes: UInt32 = 0
      let missing = Packing.signatureLength - head.count
      let outcome = try unsafe withUnsafeMutableBytes(of: &bytes) { bytes throws(ReadError) in
        try unsafe readStored(UnsafeMutableRawBufferPointer(rebasing: bytes[..<missing]))
      }
      guard case .bytes(let count) = outcome else {
        if outcome == .end { isRecognised = true }
        return outcome
      }
      for index in 0..<count { head.append(UInt8(truncatingIfNeeded: bytes >> (8 * UInt32(index)))) }
    }
    isRecognised = true
    packing = Packing(head)
    if let packing {
      unpacker = Unpacker(packing, head: head)
      head = []
    }
    return .waiting
  }

  private mutating func handOutHead(_ target: UnsafeMutableRawBufferPointer) -> Outcome {
    let count = min(head.count, target.count)
    unsafe target.copyBytes(from: head[..<count])
    head.removeFirst(count)
    return .bytes(count)
  }

  private mutating func unpack(into target: UnsafeMutableRawBufferPointer) throws(ReadError) -> Outcome {
    while true {
      let produced = try unsafe unpacker!.unpack(into: target)
      if produced > 0 { return .bytes(produced) }
      let room = unsafe unpacker!.room()
      switch try unsafe readStored(room) {
      case .bytes(let count): unpacker!.take(count)
      case .waiting: return .waiting
      case .end:
        try unpacker!.finish()
        return .end
      }
    }
  }
}
