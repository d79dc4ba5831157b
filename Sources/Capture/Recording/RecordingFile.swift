import Glibc
import Wire

/// Why packets cannot be recorded.
public struct RecordingError: Error, Sendable, Hashable {
  /// As it was given; untrusted text.
  public var path: String
  /// For people: lower case, no full stop.
  public var words: String
}

/// One file of whole pcapng blocks. What cannot be written whole is taken back, so that the file stays readable.
final class RecordingFile {
  let path: String
  private let descriptor: Int32
  /// A pipe or standard output can be neither cut nor started again.
  private let isRegular: Bool
  /// Bytes of whole blocks.
  private(set) var size: UInt64 = 0

  /// - Parameter path: `-` is standard output. A file that is there is written over, as tcpdump does; a link is refused, for
  ///   somebody else may have put it there. Others may not read it: captures hold what people said (mode 0600).
  init(_ path: String) throws(RecordingError) {
    self.path = path
    guard path != "-" else {
      descriptor = dup(1)
      isRegular = false
      return
    }
    let descriptor = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0o600)
    guard descriptor >= 0 else {
      throw RecordingError(
        path: path, words: errno == ELOOP ? "it is a link, which is not followed" : SystemError(number: errno).words)
    }
    self.descriptor = descriptor
    isRegular = (try? Syscalls.status(descriptor).kind) == .regular
    if isRegular { ftruncate(descriptor, 0) }
  }

  deinit { Syscalls.close(descriptor) }

  /// - Parameter blocks: whole ones.
  /// - Returns: nil when all is written; else how many of the packets were, and why not more.
  func write(_ blocks: [UInt8]) -> (packets: Int, words: String)? {
    var written = 0
    while written < blocks.count {
      let count = unsafe blocks.withUnsafeBytes { raw in
        unsafe Glibc.write(descriptor, raw.baseAddress.unsafelyUnwrapped + written, raw.count - written)
      }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN {
        // Somebody else made the pipe one that does not wait.
        Syscalls.waitForRoom(descriptor)
        continue
      }
      guard count > 0 else { return fail(blocks, written, count < 0 ? errno : ENOSPC) }
      written += count
    }
    size += UInt64(written)
    return nil
  }

  private func fail(_ blocks: [UInt8], _ written: Int, _ number: Int32) -> (packets: Int, words: String) {
    let whole = PcapngWriter.whole(blocks, of: written)
    size += UInt64(whole.bytes)
    if isRegular { ftruncate(descriptor, off_t(clamping: size)) }
    return (whole.packets, SystemError(number: number).words)
  }
}

/// What stands at the beginning of each file of a recording.
struct RecordingHead: Sendable {
  struct Interface: Sendable {
    var host: String
    var name: String
    var description: String
    var linkType: LinkType
    var snapLength: UInt32
    var filter: String?
  }

  /// `shb_userappl`.
  var application: String
  var comments: [String]
  /// All that there ever were, for their numbers' sake: each file begins with them.
  var interfaces: [Interface] = []
  /// Readers refuse more. Packets of later ones are missed.
  static let mostInterfaces = CaptureFileParser.maximumInterfaces

  func write(to writer: inout PcapngWriter) {
    writer.sectionHeader(application: application, system: "Linux", comments: comments)
    for interface in interfaces { Self.write(interface, to: &writer) }
  }

  static func write(_ interface: Interface, to writer: inout PcapngWriter) {
    writer.interfaceDescription(
      linkType: interface.linkType, snapLength: interface.snapLength, host: interface.host, name: interface.name,
      description: interface.description, filter: interface.filter)
  }
}

/// Packets of one interface by the counts of its handle.
public struct RecordedCounts: Sendable, Hashable {
  public var received: UInt64
  public var droppedByInterface: UInt64
  /// By the kernel and by ourselves.
  public var dropped: UInt64

  public init(received: UInt64, droppedByInterface: UInt64, dropped: UInt64) {
    self.received = received
    self.droppedByInterface = droppedByInterface
    self.dropped = dropped
  }

  func since(_ earlier: RecordedCounts?) -> RecordedCounts {
    guard let earlier else { return self }
    return RecordedCounts(
      received: received - min(received, earlier.received),
      droppedByInterface: droppedByInterface - min(droppedByInterface, earlier.droppedByInterface),
      dropped: dropped - min(dropped, earlier.dropped))
  }
}

extension PcapngWriter {
  /// - Parameter start: since when they are counted; not after the file's first packet.
  mutating func interfaceStatistics(interface: Int, start: Int64, time: Int64, _ counts: RecordedCounts) {
    interfaceStatistics(
      interface: interface, start: min(start, time), time: time, received: counts.received,
      droppedByInterface: counts.droppedByInterface, droppedBySystem: counts.dropped)
  }
}

extension RecordingHead.Interface {
  /// - Parameters:
  ///   - description: what kind of device it is.
  ///   - filter: that its packets have passed.
  init(_ captured: CaptureInterface, description: String, filter: String?) {
    self.init(
      host: captured.host, name: captured.name, description: description, linkType: captured.linkType,
      snapLength: captured.snapLength, filter: filter)
  }
}
