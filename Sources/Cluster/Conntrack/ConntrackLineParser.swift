import Wire

/// Reads one line, word by word.
struct ConntrackLineParser {
  /// Where in the columns before the tuples it is.
  private enum Column { case first, networkNumber, transportName, transportNumber, rest }

  private var tokens: ConntrackTokens
  private var line = ConntrackLine()
  /// The tuple being read.
  private var half = ConntrackLine.Half()
  private var column = Column.first
  private var tuples = 0
  private var defect: String?

  init(_ text: [UInt8], _ range: Range<Int>) { tokens = ConntrackTokens(text, range) }

  mutating func parse() -> ConntrackLine.Outcome {
    while defect == nil, let token = tokens.next() {
      if token.word == .source, let value = token.value {
        guard column == .rest else { return .foreign }
        begin(value)
      } else if tuples == 0 {
        guard head(token) else { return .foreign }
      } else {
        field(token)
      }
    }
    if let defect { return .malformed(defect) }
    guard column == .rest else { return .foreign }
    guard tuples > 0 else { return .malformed("no src= in it") }
    if tuples == 1 { return .malformed("no reply tuple") }
    line.reply = half
    return line.judge()
  }

  // MARK: - Columns

  /// - Returns: false when no entry begins like that.
  private mutating func head(_ token: ConntrackTokens.Token) -> Bool {
    switch column {
    case .first where tokens.text[token.text.lowerBound] == UInt8(ascii: "["): return mark(token)
    case .first, .transportName: return name(token)
    case .networkNumber:
      column = .transportName
      return tokens.number(token.text) != nil
    case .transportNumber:
      guard let number = tokens.number(token.text), let transport = UInt8(exactly: number) else { return false }
      line.transport = transport
      column = .rest
    case .rest:
      if isCapital(tokens.text[token.text.lowerBound]), token.text.count <= 32 { line.state = token.text }
    }
    return true
  }

  /// `[NEW]`, or the stamp before it.
  private mutating func mark(_ token: ConntrackTokens.Token) -> Bool {
    switch token.word {
    case .new: line.event = .new
    case .update: line.event = .update
    case .destroy: line.event = .destroy
    default:
      line.stamp = tokens.stamp(token.text)
      return line.stamp != nil
    }
    return true
  }

  private mutating func name(_ token: ConntrackTokens.Token) -> Bool {
    let isNetwork = column == .first && (token.word == .ipv4 || token.word == .ipv6)
    column = isNetwork ? .networkNumber : .transportNumber
    return token.value == nil && isSmall(tokens.text[token.text.lowerBound])
  }

  private func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte) }
  private func isSmall(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) }

  // MARK: - Fields

  /// `src=` begins a tuple, and ends the one before.
  private mutating func begin(_ value: Range<Int>) {
    tuples += 1
    if tuples == 2 {
      line.original = half
      half = ConntrackLine.Half()
    }
    Self.keep(tokens.address(value), in: &half.source, "src", &defect)
    if tuples > 2 { defect = "a third src=" }
  }

  private mutating func field(_ token: ConntrackTokens.Token) {
    guard let value = token.value else { return flag(token.word) }
    switch token.word {
    case .destination: Self.keep(tokens.address(value), in: &half.destination, "dst", &defect)
    case .sourcePort: Self.keep(small(value), in: &half.sourcePort, "sport", &defect)
    case .destinationPort: Self.keep(small(value), in: &half.destinationPort, "dport", &defect)
    case .type: Self.keep(small(value), in: &half.icmpType, "type", &defect)
    case .code: Self.keep(small(value), in: &half.icmpCode, "code", &defect)
    case .identifier: identifier(value)
    case .zone, .originalZone: Self.keep(small(value), in: &line.zone, "zone", &defect)
    case .delta: line.age = tokens.number(value).flatMap { Int64(exactly: $0) }
    case .start: line.startDate = date(value)
    case .stop: line.stopDate = date(value)
    default: break
    }
  }

  /// Of an echo directly after its type and code, else of the connection.
  private mutating func identifier(_ value: Range<Int>) {
    if half.icmpCode != nil && half.identifier == nil {
      Self.keep(small(value), in: &half.identifier, "id", &defect)
    } else {
      Self.keep(small(value), in: &line.id, "id", &defect)
    }
  }

  private mutating func date(_ value: Range<Int>) -> Int64? {
    ConntrackDate.seconds(tokens.text, tokens.upToBracket(from: value.lowerBound))
  }

  private func small<Number: FixedWidthInteger>(_ value: Range<Int>) -> Number? {
    tokens.number(value).flatMap { Number(exactly: $0) }
  }

  /// Once, and only what can be read: of a line that says two things neither is believed.
  private static func keep<Value>(
    _ value: Value?, in place: inout Value?, _ name: StaticString, _ defect: inout String?
  ) {
    guard let value else { return defect = defect ?? "\(name)= has no value that it can have" }
    if place != nil { defect = "\(name)= twice in one tuple" }
    place = value
  }

  private mutating func flag(_ word: ConntrackWord) {
    switch word {
    case .unreplied: line.flags.insert(.unreplied)
    case .assured: line.flags.insert(.assured)
    case .offload: line.flags.insert(.offloaded)
    default: break
    }
  }
}
