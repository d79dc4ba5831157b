import Capture
import Render

/// What is wrong with a packet filter, shown under the word:
///
/// ```
/// in the filter: syntax error
///   tcp prot 80
///       ^^^^
///   perhaps: tcp proto 80
/// ```
extension FilterFault {
  var sentence: String {
    if let linkType {
      return """
        the filter “\(expression)” cannot be applied to packets of link type \(linkType): \(message). Leave the filter \
        away, and choose paths with selectors such as --ip and --port
        """
    }
    var lines = ["in the filter: \(reason)", "  \(printable(expression))"]
    if let place { lines.append("  " + underline(place)) }
    if place?.lowerBound == 0, let word = expression.split(separator: " ").first, !PacketFilter.isWord(String(word)) {
      lines.append("  (there is no file of the name \(printable(String(word))) either)")
    }
    if let remedy { lines.append("  perhaps: \(printable(remedy))") }
    return lines.joined(separator: "\n")
  }

  private var reason: String {
    if message == "expression rejects all packets" { return "no packet can be all of it at once" }
    return place?.isEmpty == true ? "\(message): something is missing at its end" : message
  }

  private func underline(_ place: Range<Int>) -> String {
    let bytes = Array(expression.utf8)
    func width(_ range: Range<Int>) -> Int { displayWidth(printable(String(decoding: bytes[range], as: UTF8.self))) }
    let gap = place.isEmpty ? 1 : 0
    return String(repeating: " ", count: width(0..<place.lowerBound) + gap)
      + String(repeating: "^", count: max(1, width(place)))
  }
}
