import Trace

/// Findings of which many are of one kind: the first ones whole, of the rest whom they are about.
struct FindingSections {
  /// A kind of which not all are shown whole.
  struct More: Equatable {
    var kind: FindingKind
    var count = 0
    var subjects: [String] = []
  }

  private(set) var whole: [Finding] = []
  private(set) var more: [More] = []
  private static let mostNamed = 8

  /// - Parameter most: of each kind are shown whole.
  init(_ findings: [Finding], most: Int) {
    var counts: [FindingKind: Int] = [:]
    for finding in findings {
      counts[finding.kind, default: 0] += 1
      if counts[finding.kind, default: 0] <= most { whole.append(finding) } else { add(finding) }
    }
  }

  private mutating func add(_ finding: Finding) {
    let place = more.firstIndex { $0.kind == finding.kind } ?? more.endIndex
    if place == more.endIndex { more.append(More(kind: finding.kind)) }
    more[place].count += 1
    let subject = Self.subject(finding.subject)
    guard more[place].subjects.count < Self.mostNamed, let subject, !more[place].subjects.contains(subject) else {
      return
    }
    more[place].subjects.append(subject)
  }

  /// `Service shop/web`.
  private static func subject(_ subject: FindingSubject) -> String? {
    if let service = subject.service { return "Service \(printable(service.namespace))/\(printable(service.name))" }
    if let pod = subject.pod { return "pod \(printable(pod.namespace))/\(printable(pod.name))" }
    if let node = subject.node { return "node \(printable(node))" }
    return (subject.front ?? subject.backend)?.description
  }
}

extension FindingSections.More {
  /// `and 3 more of F08 client-address-hidden, about Service shop/web, …`.
  var sentence: String {
    let about = subjects.isEmpty ? "" : ", about " + subjects.joined(separator: ", ")
    let rest = count > subjects.count ? " …" : ""
    return "and \(SizeText.grouped(count)) more of \(kind.code) \(kind.id)\(about)\(rest) (-o json has all)"
  }
}
