import CShims
import Glibc

/// Why the kernel does not tell.
public enum NetlinkError: Error, Sendable, Hashable {
  /// CAP_NET_ADMIN is missing.
  case noPermission
  /// This kernel has no such subsystem, or its module is not loaded.
  case notSupported
  /// `errno`, in words.
  case failed(String)
}

/// A netlink(7) socket that hears events of groups and can ask for dumps. Never waits.
@safe final class NetlinkSocket {
  private static let bufferBytes = 1 << 18
  private static let receiveBytes: Int32 = 8 << 20
  /// For poll(2).
  let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: bufferBytes)
  private var sequence: UInt32 = 0

  /// - Parameters:
  ///   - family: `NETLINK_ROUTE` (0), `NETLINK_NETFILTER` (12).
  ///   - groups: bit n − 1 for group n.
  init(family: Int32, groups: UInt32) throws(NetlinkError) {
    descriptor = hopscope_netlink_open(family, groups, Self.receiveBytes)
    guard descriptor >= 0 else { throw Self.problem(errno) }
  }

  deinit { Syscalls.close(descriptor) }

  private static func problem(_ number: Int32) -> NetlinkError {
    switch number {
    case EPERM, EACCES: .noPermission
    case EPROTONOSUPPORT, EAFNOSUPPORT, EOPNOTSUPP: .notSupported
    default: .failed(SystemError(number: number).words)
    }
  }

  /// Asks for everything of a type (`NLM_F_REQUEST | NLM_F_DUMP`).
  /// - Parameter body: what follows the header: `struct rtgenmsg`, `struct nfgenmsg` …
  func requestDump(type: UInt16, body: [UInt8]) throws(NetlinkError) {
    sequence &+= 1
    var message: [UInt8] = []
    func append<Number: FixedWidthInteger>(_ number: Number) {
      unsafe withUnsafeBytes(of: number) { bytes in unsafe message.append(contentsOf: bytes) }
    }
    append(UInt32(NetlinkMessages.headerBytes + body.count))
    append(type)
    append(UInt16(0x301))
    append(sequence)
    append(UInt32(0))
    message += body
    guard unsafe send(descriptor, message, message.count, 0) == message.count else { throw Self.problem(errno) }
  }

  enum Reading {
    case datagram(ArraySlice<UInt8>)
    case nothing
    /// The socket's buffer was full: events are missing (`ENOBUFS`).
    case lost
  }

  /// The next datagram of the kernel.
  func receive() throws(NetlinkError) -> Reading {
    while true {
      let got = unsafe buffer.withUnsafeMutableBytes { bytes in
        unsafe hopscope_netlink_receive(descriptor, bytes.baseAddress, UInt(bytes.count))
      }
      if got > 0 { return .datagram(buffer[..<Swift.min(Int(got), buffer.count)]) }
      if got == 0 { continue }
      switch errno {
      case EAGAIN: return .nothing
      case EINTR: continue
      case ENOBUFS: return .lost
      default: throw Self.problem(errno)
      }
    }
  }

  /// Waits for datagrams of a dump until it is done.
  /// - Parameter body: each message; returns nothing for what is no part of it.
  /// - Returns: whether all of it came, and nothing changed meanwhile (`NLM_F_DUMP_INTR`).
  func collect(
    milliseconds: Int, _ body: (NetlinkMessages.Message) -> Void
  ) throws(NetlinkError) -> Bool {
    let deadline = Syscalls.monotonic + Int64(milliseconds) * 1_000_000
    var isWhole = true
    while Syscalls.monotonic < deadline {
      switch try receive() {
      case .nothing: Syscalls.wait([descriptor], milliseconds: 50)
      case .lost: return false
      case .datagram(let datagram):
        for message in NetlinkMessages(datagram) {
          if message.flags & 0x10 != 0 { isWhole = false }
          if message.type == NetlinkMessages.done { return isWhole }
          if message.type == NetlinkMessages.error {
            let number = message.body.number(at: 0, as: Int32.self) ?? 0
            if number != 0 { throw Self.problem(number == .min ? EIO : -number) }
            continue
          }
          body(message)
        }
      }
    }
    return false
  }
}
