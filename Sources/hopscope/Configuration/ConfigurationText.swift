import Yams

extension ConfigurationFile {
  /// A person writes a few lines; the parser recurses, so that what nests deep is refused by its looks.
  private static let largest = 64 << 10
  private static let deepest = 32

  /// - Returns: nil for a file without content.
  static func parse(_ path: String, _ bytes: [UInt8]) throws(BadSetting) -> Node? {
    guard bytes.count <= largest else { throw refusal(path, 1, "a configuration file has at most 64 KiB") }
    try checkNesting(path, bytes)
    do {
      return try compose(yaml: String(decoding: bytes, as: UTF8.self), .basic)
    } catch let error as YamlError {
      let (line, problem) = explain(error)
      throw refusal(path, line, "this is not valid YAML: \(problem)")
    } catch {
      throw refusal(path, 1, "this is not valid YAML")
    }
  }

  private static func explain(_ error: YamlError) -> (line: Int, problem: String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (mark.line, problem)
    case .duplicatedKeysInMapping(let keys, let context):
      (context.mark.line, "“\(keys.first.map { String("\($0)".prefix(60)) } ?? "")” is there twice")
    case .reader(let problem, _, _, _): (1, problem)
    default: (1, "the parser gave up")
    }
  }

  /// Brackets, and `- - -` at the beginning of a line. Aliases may repeat what is there, and nothing here needs them.
  private static func checkNesting(_ path: String, _ bytes: [UInt8]) throws(BadSetting) {
    var (line, depth, dashes) = (1, 0, 0)
    var previous = UInt8(ascii: "\n")
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\n"): (line, dashes) = (line + 1, 0)
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
      case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"): dashes += 1
      case UInt8(ascii: "&"), UInt8(ascii: "*"):
        if previous <= 0x20 {
          throw refusal(path, line, "anchors and aliases (& and *) are not used here; write * in quotes")
        }
      default: break
      }
      guard depth <= deepest, dashes <= 4 * deepest else { throw refusal(path, line, "this nests too deep") }
      previous = byte
    }
  }

  private static func refusal(_ path: String, _ line: Int, _ problem: String) -> BadSetting {
    BadSetting(source: .file(path: path, line: line), problem: problem)
  }
}
