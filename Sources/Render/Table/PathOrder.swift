import Wire

/// `--sort-by`: a word (`start`, `connect`), a column of `-o csv`, or an expression as kubectl's (`.hops[0].first`).
public enum PathOrder: Sendable {
  case fields([PathField])
  case expression(JSONPath)

  private static let words: [(String, [PathField])] = [
    ("start", [.start]), ("end", [.end]), ("lasted", [.lasted]), ("state", [.state]),
    ("service", [.serviceNamespace, .service]), ("client", [.clientIP, .clientPort]),
    ("front", [.frontIP, .frontPort]),
    ("backend", [.backendIP, .backendPort]), ("pod", [.backendNamespace, .backendPod]), ("node", [.backendNode]),
    ("connect", [.handshake]), ("packets", [.packetsRequest, .packetsReply]), ("bytes", [.bytesRequest, .bytesReply]),
    ("id", [.id]),
  ]

  public static let wordList = words.map(\.0)

  /// - Throws: `TemplateProblem`, with what may stand there.
  public init(_ text: String) throws(TemplateProblem) {
    if let word = Self.words.first(where: { $0.0 == text }) {
      self = .fields(word.1)
    } else if let field = PathField(rawValue: text) {
      self = .fields([field])
    } else if text.hasPrefix(".") || text.hasPrefix("{") {
      self = .expression(try JSONPath(expression: text))
    } else {
      throw TemplateProblem(
        position: 1,
        sentence:
          "sort by one of \(Self.wordList.joined(separator: ", ")), a column of -o csv, or an expression such as .start"
      )
    }
  }

  /// What is compared. Paths without it come first, as in kubectl.
  public struct Key: Sendable {
    private let parts: [Part?]

    private enum Part: Sendable, Equatable {
      case number(Double)
      case integer(Int64)
      case text(String)
      case address(IPAddress)
    }

    init(_ values: [FieldValue?]) {
      parts = values.map { value in
        switch value {
        case nil: nil
        case .text(let text): .text(text)
        case .integer(let number), .time(let number): .integer(number)
        case .flag(let flag): .integer(flag ? 1 : 0)
        case .address(let address): .address(address)
        }
      }
    }

    init(_ value: JSONValue?) {
      switch value {
      case nil, .null: parts = [nil]
      case .number(let digits): parts = [Int64(digits).map(Part.integer) ?? Double(digits).map(Part.number)]
      case .bool(let flag): parts = [.integer(flag ? 1 : 0)]
      case .some(let other): parts = [.text(other.cell)]
      }
    }

    /// Below, equal to or above zero.
    public func order(_ other: Key) -> Int {
      for (left, right) in zip(parts, other.parts) where left != right { return Self.order(left, right) }
      return 0
    }

    private static func order(_ left: Part?, _ right: Part?) -> Int {
      switch (left, right) {
      case (nil, nil): 0
      case (nil, _): -1
      case (_, nil): 1
      case (.integer(let left), .integer(let right)): left < right ? -1 : left > right ? 1 : 0
      case (.text(let left), .text(let right)): natural(left, right)
      case (.address(let left), .address(let right)): left < right ? -1 : right < left ? 1 : 0
      case (let left?, let right?): rank(left) == rank(right) ? 0 : rank(left) < rank(right) ? -1 : 1
      }
    }

    /// Numbers of every kind before text.
    private static func rank(_ part: Part) -> Double {
      switch part {
      case .number(let number): number
      case .integer(let number): Double(number)
      case .text, .address: .infinity
      }
    }

    /// Numbers within text by their value, as kubectl does: `web-2` before `web-10`.
    private static func natural(_ left: String, _ right: String) -> Int {
      var (left, right) = (Array(left.utf8)[...], Array(right.utf8)[...])
      while let first = left.first, let second = right.first {
        let (one, other) = (left.prefix(while: isDigit), right.prefix(while: isDigit))
        if !one.isEmpty, !other.isEmpty {
          let (a, b) = (one.drop { $0 == 0x30 }, other.drop { $0 == 0x30 })
          if a.count != b.count { return a.count < b.count ? -1 : 1 }
          if a != b { return a.lexicographicallyPrecedes(b) ? -1 : 1 }
          (left, right) = (left[one.endIndex...], right[other.endIndex...])
        } else if first != second {
          return first < second ? -1 : 1
        } else {
          (left, right) = (left.dropFirst(), right.dropFirst())
        }
      }
      return left.count == right.count ? 0 : left.isEmpty ? -1 : 1
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  }
}
