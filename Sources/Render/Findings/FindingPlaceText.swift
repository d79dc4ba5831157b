import Trace

/// A small picture of where it goes wrong: `client ─▶ worker-1 eth0 ─✗─▶ worker-1 veth-web`.
///
/// What is no error breaks nothing: there a `!` stands for the `✗`.
struct FindingPlaceText {
  let style: Style
  let severity: Severity

  /// Pieces between which a line may be broken.
  func pieces(_ place: FindingPlace) -> [String] {
    switch place {
    case .at(let spot): return before(spot) + ["\(arrow(spot))\(name(spot)) \(mark)"]
    case .between(let from, let to): return before(from) + ["\(arrow(from))\(name(from))", "─\(mark)─▶ \(name(to))"]
    }
  }

  private var mark: String { severity == .error ? style(.bad, "✗") : style(.caution, "!") }

  /// The client comes first, where it is not the place itself.
  private func before(_ spot: FindingSpot) -> [String] { isClient(spot) ? [] : ["client"] }
  private func arrow(_ spot: FindingSpot) -> String { isClient(spot) ? "" : "─▶ " }
  private func isClient(_ spot: FindingSpot) -> Bool { spot.host == "client" }

  private func name(_ spot: FindingSpot) -> String {
    let parts = [spot.host, spot.interface].compactMap { $0 }.map(printable)
    return parts.isEmpty ? "?" : style(.name, parts.joined(separator: " "))
  }
}
