import FoundationEssentials

/// JSON documents, one after another.
enum JSONText {
  static func read(_ bytes: [UInt8], from start: Int, _ name: String) throws(ClusterLoadError) -> Found {
    var found = Found()
    for range in try documents(bytes, from: start, name) {
      found.append(try decode(bytes, range, name))
    }
    return found
  }

  /// Where each top-level object or array is, and that none nests too deep; what else is wrong the decoder finds.
  private static func documents(_ bytes: [UInt8], from start: Int, _ name: String) throws(ClusterLoadError)
    -> [Range<Int>]
  {
    var ranges: [Range<Int>] = []
    var scanner = Scanner(begin: start)
    for index in start..<bytes.count {
      switch scanner.step(bytes[index]) {
      case .inside: break
      case .closed:
        ranges.append(scanner.begin..<(index + 1))
        scanner.begin = index + 1
      case .tooDeep:
        throw ClusterLoadError(
          name, line: ClusterLoader.line(bytes, at: index),
          "more than \(Limits.nesting) levels are nested, which no Kubernetes object does. \(ClusterLoader.advice)")
      }
    }
    if bytes[scanner.begin...].contains(where: { !ClusterLoader.isSpace($0) }) {
      ranges.append(scanner.begin..<bytes.count)
    }
    return ranges
  }

  private static func decode(_ bytes: [UInt8], _ range: Range<Int>, _ name: String) throws(ClusterLoadError)
    -> Document
  {
    do {
      return try bytes.withUnsafeBytes { buffer in
        // The decoder copies nothing of it that outlives the call.
        let text = UnsafeMutableRawPointer(mutating: buffer.baseAddress! + range.lowerBound)
        return try JSONDecoder().decode(
          Document.self, from: Data(bytesNoCopy: text, count: range.count, deallocator: .none))
      }
    } catch DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty {
      let (line, reason) = explain(context)
      let first = ClusterLoader.line(bytes, at: range.lowerBound)
      throw ClusterLoadError(
        name, line: line.map { $0 + first - 1 },
        "it is not valid JSON\(reason.map { ": \($0)" } ?? ""). Was it saved whole? \(ClusterLoader.advice)")
    } catch {
      throw ClusterLoadError(
        name,
        "it has not the shape of a Kubernetes object: \(ReadFailure.sentence(error, below: 0)). \(ClusterLoader.advice)"
      )
    }
  }

  /// What the decoder says of bad JSON (“Unexpected character 'x' around line 2, column 3.”), and the line in it.
  private static func explain(_ context: DecodingError.Context) -> (line: Int?, reason: String?) {
    guard let underlying = context.underlyingError as? CocoaError,
      let text = underlying.userInfo["NSDebugDescription"] as? String
    else { return (nil, nil) }
    let words = text.split(separator: " ")
    let line = words.firstIndex(of: "line").flatMap { index in
      index + 1 < words.count ? Int(words[index + 1].prefix { $0.isNumber }) : nil
    }
    return (line, String((text.hasSuffix(".") ? text.dropLast() : text[...]).prefix(200)))
  }
}

/// Follows brackets and strings, nothing else.
private struct Scanner {
  enum Step { case inside, closed, tooDeep }
  var begin: Int
  private var depth = 0
  private var inString = false
  private var escaped = false

  init(begin: Int) { self.begin = begin }

  mutating func step(_ byte: UInt8) -> Step {
    if inString {
      if escaped {
        escaped = false
      } else if byte == UInt8(ascii: "\\") {
        escaped = true
      } else if byte == UInt8(ascii: "\"") {
        inString = false
      }
      return .inside
    }
    switch byte {
    case UInt8(ascii: "\""): inString = true
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      depth += 1
      return depth > Limits.nesting ? .tooDeep : .inside
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth -= 1
      return depth == 0 ? .closed : .inside
    default: break
    }
    return .inside
  }
}
