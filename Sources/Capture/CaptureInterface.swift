import Wire

/// One capture point of a run. Its index is `Packet.interface`.
public struct CaptureInterface: Sendable, Hashable {
  /// Position among the inputs.
  public let file: Int
  public let host: String
  /// False: the host is unknown and named after the file, so that files of unknown hosts stay apart.
  public let isHostKnown: Bool
  /// The machine, by the file's own words; empty when it has none. Untrusted text.
  public var recordedHost = ""
  /// `if2` when nothing names the file's interface number 2.
  public let name: String
  /// The capture itself gives the name (pcapng `if_name`, or the kernel), not the name of a file.
  public let isNameOwn: Bool
  /// As the capture file has it; untrusted text, empty when not given.
  public let description: String
  public let linkType: LinkType
  /// 0: no limit.
  public let snapLength: UInt32
  /// Packets lost while capturing, as the file says; nil when it does not.
  public let dropped: UInt64?
  /// Read so far, packets that wait to be merged included.
  public let packets: UInt64

  /// A recording of `hopscope live`, which says of each interface its machine, keeps devices apart also in a capture of `any`:
  /// all packets are of the device that it is called after, whatever number of a device is in them (LINKTYPE_LINUX_SLL2).
  /// Names alone would not tell: other programs have such captures called `-`, after a FIFO or `sshdump`.
  public var isOneDevice: Bool { isNameOwn && !recordedHost.isEmpty && name != "any" }
}

/// One input of a run as far as it was read.
public struct CaptureInput: Sendable, Hashable {
  /// As given by the caller; `standard input` for `-`.
  public let name: String
  /// Nil until its first bytes were recognised.
  public let format: CaptureFormat?
  /// `gzip` or `zstd`; nil when it is not packed.
  public let compression: String?
  /// Read so far, a packet that waits to be merged included.
  public let packets: UInt64
  public let bytesRead: UInt64
  /// Nil for pipes.
  public let size: UInt64?
  /// Times that were clamped, are out of range in their own field, or absent.
  public let timestampAnomalies: UInt64
  /// Packets with a time before that of the packet before them in this file. They are not reordered.
  public let backwardTimes: UInt64
}
