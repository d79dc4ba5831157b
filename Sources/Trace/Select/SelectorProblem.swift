/// A selector that cannot be what the person meant.
public struct SelectorProblem: Error, Hashable, Sendable {
  /// What, where, why, what next.
  public var sentence: String

  init(_ sentence: String) { self.sentence = sentence }
}
