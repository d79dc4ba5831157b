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
  private(set) var finding: Finding

  init(_ judgement: Judgement, _ path: Path) {
    finding = Finding(
      judgement.kind, judgement.certainty, judgement.subject, judgement.sentence, confirm: judgement.confirm,
      remedy: judgement.remedy)
    finding.count = 0
    finding.place = judgement.place
    finding.causes = judgement.causes
    finding.needs = judgement.needs
    add(judgement, path)
  }

  mutating func add(_ judgement: Judgement, _ path: Path) {
    finding.count += 1
    finding.first = min(finding.first ?? path.start, path.start)
    finding.last = max(finding.last ?? path.end, path.end)
    if finding.paths.count < Self.mostPaths { finding.paths.append(path.id) }
    // One certain connection makes the others so: they are of one kind and about one subject.
    if judgement.certainty == .certain, finding.certainty == .probable { settle(judgement) }
    for piece in judgement.evidence where finding.evidence.count < Self.mostEvidence {
      if !finding.evidence.contains(where: { $0.text == piece.text }) { finding.evidence.append(piece) }
    }
  }

  private mutating func settle(_ judgement: Judgement) {
    finding.certainty = .certain
    finding.sentence = judgement.sentence
    finding.place = judgement.place ?? finding.place
    finding.causes = []
    finding.needs = []
    finding.evidence.removeAll()
  }
}
