import CPcap
import Wire

/// A pcap-filter(7) expression over packets of any interfaces. Like tcpdump's it looks at the outermost headers.
/// ```
///   var filter = try PacketFilter("tcp port 80")
///   try filter.cover(input.interfaces)      // again when there are more
///   if filter.admits(input.packet) { … }
/// ```
@safe public struct PacketFilter: ~Copyable {
  public let expression: String
  /// Packets not admitted.
  public private(set) var leftOut = 0
  /// One per link type.
  private var programs: [bpf_program] = unsafe []
  private var linkTypes: [LinkType] = []
  /// Which program an interface's packets go through, by its run-wide number.
  private var programOf: [Int] = []

  public init(_ expression: String) {
    // Whitespace of any kind parts words; of one kind it can be shown in one line.
    self.expression = String(expression.map { $0.isWhitespace ? " " : $0 })
  }

  deinit {
    for index in unsafe programs.indices {
      var program = unsafe programs[index]
      unsafe FilterProgram.free(&program)
    }
  }

  /// What is wrong with the words alone, whatever the packets are; nil also when that depends on them.
  public static func syntaxFault(of expression: String) -> FilterFault? {
    let filter = PacketFilter(expression)
    guard let refusal = FilterProgram.refusal(of: filter.expression, .ethernet), refusal.isSyntax else { return nil }
    return FilterFault(refusal, filter.expression, .ethernet)
  }

  /// How many BPF instructions an expression is for one link type; nil when it has no meaning there. The kernel takes
  /// `BPF_MAXINSNS` of them, 4,096.
  public static func instructions(of expression: String, _ linkType: LinkType) -> Int? {
    FilterProgram.instructions(expression, linkType)
  }

  /// Makes ready for packets of these interfaces.
  /// - Throws: what is wrong with the expression, or that it cannot be applied to an interface's packets.
  public mutating func cover(_ interfaces: [CaptureInterface]) throws(FilterFault) {
    for interface in interfaces[programOf.count...] { programOf.append(try program(for: interface.linkType)) }
  }

  /// Makes ready for packets of a link type.
  /// - Throws: what is wrong with the expression, or that it cannot be applied to such packets.
  mutating func check(_ linkType: LinkType) throws(FilterFault) { _ = try program(for: linkType) }

  /// Whether a packet is one of those asked for. Without allocation.
  @inline(__always)
  public mutating func admits(_ packet: borrowing Packet) -> Bool {
    let isAdmitted = unsafe FilterProgram.accepts(
      programs[programOf[packet.interface]], packet.bytes, originalLength: packet.originalLength)
    if !isAdmitted { leftOut += 1 }
    return isAdmitted
  }

  /// Whether it would admit a frame of Ethernet; nil when it has no meaning there.
  public mutating func admits(ethernet frame: [UInt8]) -> Bool? {
    guard let program = try? program(for: .ethernet) else { return nil }
    return unsafe FilterProgram.accepts(programs[program], frame.span.bytes, originalLength: frame.count)
  }

  private mutating func program(for linkType: LinkType) throws(FilterFault) -> Int {
    if let known = linkTypes.firstIndex(of: linkType) { return known }
    do throws(FilterProgram.Refusal) {
      unsafe programs.append(try FilterProgram.compile(expression, linkType))
    } catch {
      throw FilterFault(error, expression, linkType)
    }
    linkTypes.append(linkType)
    return linkTypes.count - 1
  }
}
