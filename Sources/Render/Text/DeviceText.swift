import Cluster

/// The listing of `-D`: every device of this machine, what it is, and whether a live run captures on it by default, and why.
public struct DeviceText: Sendable {
  private let choice: DeviceChoice
  private let network: NodeNetwork

  public init(_ choice: DeviceChoice, network: NodeNetwork) {
    self.choice = choice
    self.network = network
  }

  public func lines(_ options: TextOptions) -> [String] {
    let rows = DeviceRow.rows(choice, network).map { row in
      [
        String(row.device.index), printable(row.device.name), row.place.rawValue, row.isPicked ? "yes" : "no",
        row.device.isUp ? "up" : "down", row.device.addresses.map(\.description).joined(separator: " "),
        printable(row.description), printable(row.reason),
      ]
    }
    let table = TextTable(Self.columns, rows: rows)
    return table.lines(width: options.width, hasHeader: options.hasHeaders, style: options.style)
  }

  private static let columns: [TextTable.Column] = [
    .init("N", .right), .init("DEVICE"), .init("PLACE"), .init("PICKED"), .init("STATE", yields: 1),
    .init("ADDRESSES", yields: 3, minimum: 15), .init("WHAT", yields: 0), .init("WHY", yields: 2, minimum: 20),
  ]
}

/// A device as the listing has it.
struct DeviceRow {
  var device: NodeDevice
  var place: DevicePlace
  var isPicked: Bool
  var reason: String
  var description: String

  /// In the order of their numbers; `any`, when it is used, comes first.
  static func rows(_ choice: DeviceChoice, _ network: NodeNetwork) -> [DeviceRow] {
    let picked = choice.picked.map {
      DeviceRow(
        device: $0.device, place: $0.place, isPicked: true, reason: $0.reason, description: $0.description)
    }
    let passed = choice.passedOver.map {
      DeviceRow(
        device: $0.device, place: $0.place, isPicked: false, reason: $0.reason,
        description: $0.device.words(in: network))
    }
    return (picked + passed).sorted { $0.device.index < $1.device.index }
  }
}
