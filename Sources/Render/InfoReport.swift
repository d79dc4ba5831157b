import Cluster
import Trace
import Wire

/// What `hopscope info` knows of one file, or of several together.
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

  public enum Subject: Sendable, Hashable {
    case file(String)
    /// The sum over so many files.
    case sum(Int)
  }

  public var subject: Subject
  public var format: String?
  public var interfaces: [Interface]
  public var contents: CaptureContents
  /// Per host, what was captured there.
  public var vantages: [Vantage]
  public var error: Problem?
  public var timestampAnomalies: UInt64
  /// What the captures can and cannot prove; of one file among several that is told of their sum.
  public var claims: [Claim] = []

  public init(
    subject: Subject, format: String?, interfaces: [Interface], contents: CaptureContents, vantages: [Vantage],
    error: Problem?, timestampAnomalies: UInt64
  ) {
    self.subject = subject
    self.format = format
    self.interfaces = interfaces
    self.contents = contents
    self.vantages = vantages
    self.error = error
    self.timestampAnomalies = timestampAnomalies
  }

  /// What the capturing programs say they lost; nil when one of them does not say.
  public var dropped: UInt64? {
    let counts = interfaces.map(\.dropped)
    return counts.contains(nil) ? nil : counts.reduce(0) { $0 + ($1 ?? 0) }
  }
}

/// Everything that is counted packet by packet.
public struct CaptureContents: Sendable {
  public var inventory = CaptureInventory()
  public var seconds = Seconds()
  public var steps = ClockSteps()
  public var copies = CopyCounter()
  public var sightings = DeviceSightings()

  public init() {}

  @inline(__always)
  public mutating func add(_ headers: borrowing Headers, _ packet: borrowing Packet) {
    inventory.add(headers, capturedLength: packet.bytes.byteCount)
    seconds.add(time: headers.timestamp, wireLength: headers.wireLength)
    steps.add(time: headers.timestamp, number: headers.number)
    copies.add(headers, frame: packet.bytes, interface: packet.interface)
    sightings.add(headers, interface: packet.interface)
  }

  /// From the first packet to the last, by their stamps.
  public var duration: Int64? {
    guard let start = inventory.start, let end = inventory.end else { return nil }
    return end.since(start)
  }

  /// Packets of which the snap length cut headers.
  public var headersCut: UInt64 { inventory.stops.filter { $0.reason == .cut }.reduce(0) { $0 + $1.packets } }
}
