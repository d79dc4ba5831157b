import CPcap
import Glibc
import Wire

/// One device, or `any`, captured by libpcap. Every call of libpcap for live capture stands here.
///
/// It is used by one thread at a time: opened by the one that starts the run, then read by the capture thread.
@safe final class LiveHandle: @unchecked Sendable {
  /// Milliseconds after which the kernel hands over a block that is not full.
  static let blockMilliseconds: Int32 = 50

  let device: String
  let linkType: LinkType
  let snapLength: Int
  /// For poll(2).
  let descriptor: Int32
  private let pcap: OpaquePointer
  /// What `ts.tv_usec` counts.
  private let nanosecondsPerUnit: Int64
  private var lastStatistics = pcap_stat()

  init(_ device: String, _ settings: LiveSettings) throws(LiveOpenError) {
    var errors = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard let pcap = unsafe pcap_create(device, &errors) else {
      throw LiveOpenError(device: device, kind: .other, words: Self.text(errors))
    }
    unsafe self.pcap = pcap
    self.device = device
    snapLength = settings.snapLength
    unsafe Self.prepare(pcap, device, settings)
    let status = unsafe pcap_activate(pcap)
    guard status >= 0 else {
      let problem = unsafe Self.problem(pcap, device, status)
      unsafe pcap_close(pcap)
      throw problem
    }
    unsafe Self.choose(pcap, device, settings)
    linkType = unsafe LinkType(platformValue: pcap_datalink(pcap))
    nanosecondsPerUnit = unsafe pcap_get_tstamp_precision(pcap) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000
    descriptor = unsafe pcap_get_selectable_fd(pcap)
    unsafe pcap_setnonblock(pcap, 1, &errors)
  }

  deinit { unsafe pcap_close(pcap) }

  private static func prepare(_ pcap: OpaquePointer, _ device: String, _ settings: LiveSettings) {
    unsafe pcap_set_snaplen(pcap, Int32(clamping: settings.snapLength))
    unsafe pcap_set_promisc(pcap, settings.isPromiscuous && device != "any" ? 1 : 0)
    unsafe pcap_set_timeout(pcap, blockMilliseconds)
    unsafe pcap_set_buffer_size(pcap, Int32(clamping: settings.bufferBytes))
    if settings.isImmediate { unsafe pcap_set_immediate_mode(pcap, 1) }
    unsafe pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO)
  }

  /// What only an active handle can be asked for.
  private static func choose(_ pcap: OpaquePointer, _ device: String, _ settings: LiveSettings) {
    // Cooked v2 names the device of each packet, v1 does not; an old libpcap has v1 only.
    if device == "any" { unsafe pcap_set_datalink(pcap, DLT_LINUX_SLL2) }
    switch settings.direction {
    case .both: break
    case .incoming: unsafe pcap_setdirection(pcap, PCAP_D_IN)
    case .outgoing: unsafe pcap_setdirection(pcap, PCAP_D_OUT)
    }
  }

  private static func problem(_ pcap: OpaquePointer, _ device: String, _ status: Int32) -> LiveOpenError {
    let kind: LiveOpenError.Kind =
      switch status {
      case PCAP_ERROR_PERM_DENIED, PCAP_ERROR_PROMISC_PERM_DENIED: .noPermission
      case PCAP_ERROR_NO_SUCH_DEVICE: .noSuchDevice
      default: .other
      }
    let text = unsafe String(cString: pcap_geterr(pcap))
    let words = unsafe text.isEmpty ? String(cString: pcap_statustostr(status)) : text
    return LiveOpenError(device: device, kind: kind, words: words)
  }

  private static func text(_ errors: [CChar]) -> String {
    String(decoding: errors.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// What passes from now on; what is in the ring already has passed the filter before.
  /// - Throws: what is wrong with the expression.
  func setFilter(_ expression: String) throws(FilterFault) {
    var program = unsafe bpf_program()
    do throws(FilterProgram.Refusal) {
      unsafe program = try FilterProgram.compile(expression, linkType)
    } catch {
      throw FilterFault(error, expression, linkType)
    }
    defer { unsafe FilterProgram.free(&program) }
    guard unsafe pcap_setfilter(pcap, &program) == 0 else {
      throw FilterFault(
        FilterProgram.Refusal(message: unsafe String(cString: pcap_geterr(pcap))), expression, linkType)
    }
  }

  /// What one reading brought.
  struct Reading {
    var taken: UInt64 = 0
    /// For want of a block.
    var dropped: UInt64 = 0
    /// The time of the last packet, in nanoseconds since 1970.
    var last = Int64.min
    /// Why it can be read no more: the device is gone, or reading failed.
    var end: String?

    var isEmpty: Bool { taken == 0 && dropped == 0 }
  }

  /// What libpcap hands each packet to.
  @safe private struct Intake {
    let filler: UnsafeMutablePointer<BlockFiller>
    let handle: Int
    let nanosecondsPerUnit: Int64
    var reading = Reading()

    @inline(__always)
    mutating func take(_ header: UnsafePointer<pcap_pkthdr>, _ bytes: UnsafePointer<UInt8>) {
      let (seconds, part) = unsafe (Int64(header.pointee.ts.tv_sec), Int64(header.pointee.ts.tv_usec))
      let time = seconds &* 1_000_000_000 &+ part &* nanosecondsPerUnit
      reading.last = time
      let packet = unsafe (time, Int(header.pointee.caplen), header.pointee.len, UnsafeRawPointer(bytes))
      let isTaken = unsafe filler.pointee.append(packet, handle: handle)
      if isTaken { reading.taken &+= 1 } else { reading.dropped &+= 1 }
    }
  }

  /// Puts packets that are there into blocks, at most so many.
  /// - Parameter number: by which the engine knows this handle.
  func read(into filler: inout BlockFiller, number: Int, most: Int) -> Reading {
    unsafe withUnsafeMutablePointer(to: &filler) { filler in
      var intake = unsafe Intake(filler: filler, handle: number, nanosecondsPerUnit: nanosecondsPerUnit)
      let count = unsafe withUnsafeMutablePointer(to: &intake) { context in
        unsafe pcap_dispatch(
          pcap, Int32(clamping: most),
          { context, header, bytes in
            guard let context = unsafe context, let header = unsafe header, let bytes = unsafe bytes else { return }
            unsafe UnsafeMutableRawPointer(context).assumingMemoryBound(to: Intake.self).pointee.take(header, bytes)
          }, UnsafeMutableRawPointer(context).assumingMemoryBound(to: UInt8.self))
      }
      if count < 0 { intake.reading.end = unsafe String(cString: pcap_geterr(pcap)) }
      return intake.reading
    }
  }

  /// Adds what happened since the last time. libpcap's counters have 32 bits and go round.
  func count(into counters: inout LiveCounters) {
    var now = pcap_stat()
    guard unsafe pcap_stats(pcap, &now) == 0 else { return }
    counters.add(
      received: now.ps_recv &- lastStatistics.ps_recv, kernel: now.ps_drop &- lastStatistics.ps_drop,
      interface: now.ps_ifdrop &- lastStatistics.ps_ifdrop)
    lastStatistics = now
  }
}
