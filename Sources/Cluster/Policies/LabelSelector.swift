/// `metav1.LabelSelector`: conditions on labels, all of which must hold. Without any, everything is selected.
public struct LabelSelector: Sendable, Hashable {
  public enum Condition: Sendable, Hashable {
    /// `In`, and every pair of `matchLabels`.
    case isOne(of: Set<String>)
    /// `NotIn`: also what has no such label.
    case isNone(of: Set<String>)
    case exists
    case doesNotExist
  }

  public struct Requirement: Sendable, Hashable {
    public var key: String
    public var condition: Condition

    public init(_ key: String, _ condition: Condition) {
      self.key = key
      self.condition = condition
    }
  }

  public var requirements: [Requirement]

  public init(_ requirements: [Requirement] = []) { self.requirements = requirements }

  public var selectsAll: Bool { requirements.isEmpty }
}

/// Labels of an object, as far as somebody knows them.
struct KnownLabels {
  var labels: [String: String]
  /// The object has no others.
  var isComplete: Bool
}

extension LabelSelector {
  func selects(_ labels: [String: String]) -> Bool {
    selects(KnownLabels(labels: labels, isComplete: true)) == .yes
  }

  /// - Returns: `.unknown` only when a label counts that nobody knows.
  func selects(_ known: KnownLabels) -> Verdict {
    var result = Verdict.yes
    for requirement in requirements {
      let value = known.labels[requirement.key]
      if value == nil, !known.isComplete {
        result = .unknown
      } else if !requirement.condition.holds(for: value) {
        return .no
      }
    }
    return result
  }
}

extension LabelSelector.Condition {
  fileprivate func holds(for value: String?) -> Bool {
    switch self {
    case .isOne(let values): value.map(values.contains) ?? false
    case .isNone(let values): !(value.map(values.contains) ?? false)
    case .exists: value != nil
    case .doesNotExist: value == nil
    }
  }
}
