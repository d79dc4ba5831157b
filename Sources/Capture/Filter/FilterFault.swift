import Wire

/// Why an expression is no filter.
public struct FilterFault: Error, Hashable, Sendable {
  public let expression: String
  /// libpcap's words.
  public let message: String
  /// Where in the expression's UTF-8; empty at its end when something is missing; nil when nothing can be pinned.
  public let place: Range<Int>?
  /// The expression as it would be accepted, when one word more or another one does it.
  public let remedy: String?
  /// The expression is right, but not for packets of this link type.
  public let linkType: String?
}

extension FilterFault {
  init(_ refusal: FilterProgram.Refusal, _ expression: String, _ linkType: LinkType) {
    // Plain IPv4 can be told from packets of every link type that libpcap knows the headers of.
    let isOfLinkType =
      FilterProgram.refusal(of: "ip", linkType) != nil
      || linkType != .ethernet && !refusal.isSyntax && FilterProgram.refusal(of: expression, .ethernet) == nil
    let finder = FilterFaultFinder(expression, linkType)
    let found = isOfLinkType ? nil : finder.find(refusal)
    self.init(
      expression: expression, message: refusal.message, place: found.map { finder.place($0) },
      remedy: found.flatMap { finder.remedy($0) }, linkType: isOfLinkType ? linkType.name : nil)
  }
}
