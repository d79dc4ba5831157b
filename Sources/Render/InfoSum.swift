import Trace
import Wire

extension InfoReport {
  /// Several files together: what is counted is added, hosts' devices are put together. Repeated packets are those of the
  /// files themselves; whether two files have one packet is not looked for.
  public static func sum(_ reports: [InfoReport]) -> InfoReport {
    var contents = CaptureContents()
    for report in reports { contents.add(report.contents) }
    return InfoReport(
      subject: .sum(reports.count), format: nil, interfaces: reports.flatMap(\.interfaces), contents: contents,
      vantages: Vantage.merged(reports.flatMap(\.vantages)), error: nil,
      timestampAnomalies: reports.reduce(0) { $0 + $1.timestampAnomalies })
  }
}

extension CaptureContents {
  fileprivate mutating func add(_ other: CaptureContents) {
    inventory.merge(other.inventory)
    seconds.merge(other.seconds)
    steps.merge(other.steps)
    copies.merge(other.copies)
    sightings.merge(other.sightings)
  }
}
