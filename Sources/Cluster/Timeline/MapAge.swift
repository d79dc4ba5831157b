/// When dumps were made, as far as they or a person say it. Nanoseconds since 1970.
public struct MapAge: Sendable, Equatable {
  /// The latest thing that happened to an object: the last dump is no older.
  public var newest: Int64?
  /// The latest time that a person or a file's name gave.
  public var stated: Int64?

  public init(newest: Int64? = nil, stated: Int64? = nil) {
    self.newest = newest
    self.stated = stated
  }

  init(_ dumps: [ClusterDump]) {
    newest = dumps.compactMap(\.objects.newest).max()
    stated = dumps.compactMap(\.statedTime).max()
  }
}
