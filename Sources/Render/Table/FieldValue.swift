import Wire

/// What one field of a path holds.
public enum FieldValue: Equatable, Sendable {
  case text(String)
  case integer(Int64)
  case flag(Bool)
  case time(Int64)
  case address(IPAddress)

  init?(_ text: String?) {
    guard let text else { return nil }
    self = .text(text)
  }

  init?(_ number: (some BinaryInteger)?) {
    guard let number else { return nil }
    self = .integer(Int64(number))
  }

  /// As files for other programs have it.
  var text: String {
    switch self {
    case .text(let text): printable(text)
    case .integer(let number): "\(number)"
    case .flag(let flag): flag ? "true" : "false"
    case .time(let time): TimeText.rfc3339(time)
    case .address(let address): address.description
    }
  }
}
