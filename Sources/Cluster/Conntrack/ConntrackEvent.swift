/// What a kernel tells of one connection while it tracks it (ctnetlink: a dump's entries, and `NEW`, `UPDATE`, `DESTROY`).
public struct ConntrackEvent: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// It was there when the table was asked for.
    case listed
    case new, update, destroy
  }

  public var kind: Kind
  /// `CTA_ID`: one kernel gives it to one connection at a time.
  public var id: UInt32
  /// Nanoseconds since 1970 when it was read; the kernel's own start (`CTA_TIMESTAMP`) is the entry's.
  public var time: Int64
  public var entry: ConntrackEntry

  public init(kind: Kind, id: UInt32, time: Int64, entry: ConntrackEntry) {
    self.kind = kind
    self.id = id
    self.time = time
    self.entry = entry
  }
}
