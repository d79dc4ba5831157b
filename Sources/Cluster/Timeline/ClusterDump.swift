/// The objects of one file, with what is known of when they were so.
public struct ClusterDump: Sendable {
  /// What to call it in sentences: its path.
  public var name: String
  public var objects: ClusterObjects
  /// What a person said (`--at`).
  public var saidTime: Int64?

  public init(name: String, objects: ClusterObjects, saidTime: Int64? = nil) {
    self.name = name
    self.objects = objects
    self.saidTime = saidTime
  }
}

extension ClusterDump {
  /// How much older than its newest object a dump may claim to be: two machines' clocks.
  private static let tolerance: Int64 = 60_000_000_000

  /// A person's word, or the file name's; a name that is older than the objects means something else.
  var statedTime: Int64? {
    if let saidTime { return saidTime }
    guard let time = FileNameTime.find(in: name) else { return nil }
    return isOlderThanContent(time) ? nil : time
  }

  func isOlderThanContent(_ time: Int64) -> Bool {
    guard let newest = objects.newest else { return false }
    let (limit, overflow) = newest.subtractingReportingOverflow(Self.tolerance)
    return !overflow && time < limit
  }

  var problem: ClusterProblem? {
    guard let saidTime, isOlderThanContent(saidTime) else { return nil }
    return ClusterProblem(
      .dumpOlderThanContent, object: name,
      sentence:
        "\(name) holds an object that changed after the time given for the file: is --at right, with its zone?")
  }
}
