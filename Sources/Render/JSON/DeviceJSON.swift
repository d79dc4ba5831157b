import Cluster

/// `hopscope.interfaces/1`: the listing of `-D` as one object.
public enum DeviceJSON {
  /// - Parameter host: what this machine's packets are called after.
  public static func render(_ choice: DeviceChoice, network: NodeNetwork, host: String) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("schema", "hopscope.interfaces/1")
      json.field("host", host)
      json.key("interfaces")
      json.array { json in
        for row in DeviceRow.rows(choice, network) { json.object { json in write(row, network, &json) } }
      }
    }
    json.endLine()
    return json.bytes
  }

  private static func write(_ row: DeviceRow, _ network: NodeNetwork, _ json: inout JSONWriter) {
    let device = row.device
    json.field("index", device.index)
    json.field("name", device.name)
    json.field("kind", device.kind)
    json.field("place", row.place.rawValue)
    json.field("up", device.isUp)
    json.field("carrier", device.hasCarrier)
    if device.mtu > 0 { json.field("mtu", device.mtu) }
    json.list("addresses", device.addresses) { address, json in json.value(address.description) }
    json.field("master", device.master.flatMap(network.device)?.name)
    json.field("peerNamespace", device.peerNamespace)
    json.field("description", row.description)
    json.field("picked", row.isPicked)
    json.field("reason", row.reason)
  }
}
