/// What makes two findings one: the same kind about the same subject, however often and wherever else it was seen.
public struct FindingIdentity: Sendable, Hashable {
  public let kind: FindingKind
  public let subject: FindingSubject
}

extension Finding {
  public var identity: FindingIdentity { FindingIdentity(kind: kind, subject: subject) }
}
