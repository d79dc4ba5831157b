import Wire

/// What `hopscope info` knows of one file.
public struct InfoReport: Sendable {
  public struct Interface: Sendable {
    public var name: String
    public var host: String?
    public var linkType: String
    public var snapLength: UInt32
    public var packets: UInt64
    public var dropped: UInt64?
    public init(name: String, host: String?, linkType: String, snapLength: UInt32, packets: UInt64, dropped: UInt64?) {
      self.name = name
      self.host = host
      self.linkType = linkType
      self.snapLength = snapLength
      self.packets = packets
      self.dropped = dropped
    }
  }

  public struct Problem: Sendable {
    public var sentence: String
    public var offset: UInt64?
    public init(sentence: String, offset: UInt64?) {
      self.sentence = sentence
      self.offset = offset
    }
  }

  public var file: String
  public var format: String?
  public var interfaces: [Interface]
  public var inventory: CaptureInventory
  public var error: Problem?
  public var timestampAnomalies: UInt64

  public init(
    file: String, format: String?, interfaces: [Interface], inventory: CaptureInventory, error: Problem?,
    timestampAnomalies: UInt64
  ) {
    self.file = file
    self.format = format
    self.interfaces = interfaces
    self.inventory = inventory
    self.error = error
    self.timestampAnomalies = timestampAnomalies
  }
}
