/// What NetworkPolicies say of one connection at one of its pods.
public enum PolicyVerdict: Sendable, Hashable {
  /// No policy is about this pod in this direction: everything may pass.
  case notSelected
  case allowed
  /// No policy that is about the pod allows it: their `namespace/name`.
  case denied(by: [String])
  /// The objects do not suffice to tell: why, as a clause without a full stop.
  case unknown(why: String)
}

/// Whether one part of a policy fits a connection.
enum PolicyAnswer {
  case yes
  case no
  case unknown(String)

  init(_ verdict: Verdict, unless reason: @autoclosure () -> String) {
    switch verdict {
    case .yes: self = .yes
    case .no: self = .no
    case .unknown: self = .unknown(reason())
    }
  }

  /// What one fits suffices.
  static func any<Part>(_ parts: [Part], _ fits: (Part) -> PolicyAnswer) -> PolicyAnswer {
    var result = PolicyAnswer.no
    for part in parts {
      switch (fits(part), result) {
      case (.yes, _): return .yes
      case (.unknown(let reason), .no): result = .unknown(reason)
      default: break
      }
    }
    return result
  }

  /// Both must fit.
  func and(_ other: @autoclosure () -> PolicyAnswer) -> PolicyAnswer {
    switch self {
    case .no: return .no
    case .yes: return other()
    case .unknown:
      if case .no = other() { return .no }
      return self
    }
  }
}
