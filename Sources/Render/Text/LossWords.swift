/// What is said when a live capture loses packets.
public enum LossWords {
  /// Where most of it happened.
  public enum Cause: Sendable {
    case queue, kernel, device

    var words: String {
      switch self {
      case .queue: "hopscope did not keep up"
      case .kernel: "the kernel's buffer was full"
      case .device: "the device dropped them"
      }
    }
  }

  /// - Parameter devices: by how many packets were lost there; untrusted names.
  public static func sentence(_ devices: [String: UInt64], _ cause: Cause) -> String {
    let total = devices.values.reduce(UInt64(0)) { $0.addingReportingOverflow($1).overflow ? .max : $0 + $1 }
    let worst = devices.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let names = worst.prefix(3).map { printable($0.key) }.joined(separator: ", ")
    let more = worst.count > 3 ? " and \(worst.count - 3) more" : ""
    return """
      \(SizeText.plural(Int(clamping: total), "packet")) lost on \(names)\(more) (\(cause.words)): paths of that time may \
      be incomplete, and are not concluded from. A larger buffer (-B), fewer devices (-i) or a filter helps
      """
  }
}
