import Cluster
import Wire

/// Judgements of one kind about one subject: one finding, however many connections show it.
struct FindingGroup {
  struct Key: Hashable {
    var kind: FindingKind
    var subject: FindingSubject
  }

  static let mostPaths = 100
  static let mostEvidence = 6
  private var judged: Finding
  private var details = FindingSubject()
  /// Whose connection the sentence speaks of, and whether there are others.
  private var client: String
  private var hasOthers = false

  /// With what all its connections agree in.
  var finding: Finding {
    var finding = judged
    finding.subject.fill(details)
    if hasOthers { finding.sentence = finding.sentence.speaking(ofOthersThan: client) }
    return finding
  }

  init(_ judgement: Judgement, _ path: Path) {
    judged = Finding(
      judgement.kind, judgement.certainty, judgement.subject, judgement.sentence.asSentence, confirm: judgement.confirm,
      remedy: judgement.remedy)
    client = judgement.client
    judged.count = 0
    judged.place = judgement.place
    details = judgement.details
    judged.causes = judgement.causes
    judged.needs = judgement.needs
    add(judgement, path)
  }

  mutating func add(_ judgement: Judgement, _ path: Path) {
    details.keepCommon(judgement.details)
    if judgement.client != client { hasOthers = true }
    judged.count += 1
    judged.first = min(judged.first ?? path.start, path.start)
    judged.last = max(judged.last ?? path.end, path.end)
    if judged.paths.count < Self.mostPaths { judged.paths.append(path.id) }
    // One certain connection makes the others so: they are of one kind and about one subject.
    if judgement.certainty == .certain, judged.certainty == .probable { settle(judgement) }
    for piece in judgement.evidence where judged.evidence.count < Self.mostEvidence {
      if !judged.evidence.contains(where: { $0.text == piece.text }) { judged.evidence.append(piece) }
    }
  }

  private mutating func settle(_ judgement: Judgement) {
    judged.certainty = .certain
    client = judgement.client
    judged.sentence = judgement.sentence.asSentence
    judged.place = judgement.place ?? judged.place
    judged.causes = []
    judged.needs = []
    judged.evidence.removeAll()
  }
}

extension String {
  /// `from pod default/a and others`.
  fileprivate func speaking(ofOthersThan client: String) -> String {
    let from = " from " + client
    guard !client.isEmpty, let found = firstRange(of: from) else { return self }
    return self[..<found.upperBound] + " and others" + self[found.upperBound...]
  }

  /// With a capital letter where it begins with a word of ours, not with a name.
  fileprivate var asSentence: String {
    hasPrefix("pod ") || hasPrefix("node ") ? prefix(1).uppercased() + dropFirst() : self
  }
}
