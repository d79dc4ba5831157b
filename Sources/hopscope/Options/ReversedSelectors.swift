import ArgumentParser
import Trace

/// Arguments whose order matters, which the parser does not keep: `--not` reverses the selector behind it.
///
/// ```
/// --not --state ok --port 80   →   --state !ok --port 80
/// ```
enum ReversedSelectors {
  static let sentence = "--not reverses the selector that follows it, such as --not --state ok."

  /// - Throws: when no selector follows a `--not`, or when tcpdump's `-nn` is meant.
  static func resolve(_ arguments: [String]) throws -> [String] {
    var resolved: [String] = []
    var isReversed = false
    var index = 0
    let end = arguments.firstIndex(of: "--") ?? arguments.count
    while index < end {
      let argument = arguments[index]
      index += 1
      try refuseNumeric(argument, next: index < end ? arguments[index] : nil)
      if argument == "--not" {
        guard !isReversed else { throw ValidationError(sentence) }
        isReversed = true
        continue
      }
      guard isReversed else {
        resolved.append(argument)
        continue
      }
      isReversed = false
      resolved += try reverse(argument, next: index < end ? arguments[index] : nil, &index)
    }
    guard !isReversed else { throw ValidationError(sentence) }
    return resolved + arguments[end...]
  }

  /// Tcpdump's -nn, or its -n before a file or another option.
  private static func refuseNumeric(_ argument: String, next: String?) throws {
    let advice = "-n is the namespace, as in kubectl; addresses instead of names are --numeric, as tcpdump's -n"
    if argument.count > 2, argument.hasPrefix("-n"), argument.dropFirst().allSatisfy({ $0 == "n" }) {
      throw ValidationError("\(argument) is tcpdump's. Here \(advice).")
    }
    guard argument == "-n", let next, next.hasPrefix("-") || next.contains(where: { "./".contains($0) }) else { return }
    throw ValidationError("-n \(next): \(advice).")
  }

  private static func reverse(_ argument: String, next: String?, _ index: inout Int) throws -> [String] {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard names.contains(parts[0]) else { throw ValidationError("\(sentence) \(argument) is none.") }
    if parts.count == 2 { return ["\(parts[0])=\(try reversed(parts[1]))"] }
    guard let next, !next.hasPrefix("-") else { return [argument] }
    index += 1
    return [argument, try reversed(next)]
  }

  private static func reversed(_ value: String) throws -> String {
    guard value.first != Criterion.reverseMark else {
      throw ValidationError("--not and ! before \(value.dropFirst()): one of them reverses, say only one.")
    }
    return "\(Criterion.reverseMark)\(value)"
  }

  private static let names = Set(SelectorField.allCases.map { "--\($0.rawValue)" } + ["-n", "--to-service"])
}
