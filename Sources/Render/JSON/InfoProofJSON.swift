import Trace

/// Of `hopscope.info/1`: where the taps are, and what they can and cannot prove.
enum InfoProofJSON {
  static func write(_ report: InfoReport, _ json: inout JSONWriter) {
    json.key("taps")
    json.array { json in
      for vantage in report.vantages {
        for device in vantage.devices {
          json.object { json in
            json.field("host", vantage.host)
            json.field("name", device.name)
            json.field("place", device.place.rawValue)
            if device.isOfAny { json.field("any", true) }
            json.field("packets", device.packets)
            json.field("tunnelled", device.tunnelled)
          }
        }
      }
    }
    guard !report.claims.isEmpty else { return }
    write("proves", report.claims.filter(\.isProvable), &json)
    write("cannotProve", report.claims.filter { !$0.isProvable }, &json)
  }

  static func write(_ name: String, _ claims: [Claim], _ json: inout JSONWriter) {
    json.key(name)
    json.array { json in
      for claim in claims {
        json.object { json in
          json.field("about", claim.about)
          json.field("host", claim.host)
          json.field("sentence", claim.sentence)
          json.field("needs", claim.needs)
        }
      }
    }
  }
}
