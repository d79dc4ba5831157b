import Foundation
import Testing

/// Every fault in captures/faults is named, its healthy twin is silent, and what a capture lacks makes nobody wrong.
@Suite("Faults", .enabled(if: Tool.isPresent)) struct FaultTests {
  @Test("A fault is named with its objects, and nothing else is", arguments: FaultFolder.names)
  func broken(_ name: String) throws {
    let folder = FaultFolder(name, isBroken: true)
    let truths = folder.truths
    #expect(!truths.isEmpty, "\(name) has no findings.txt")
    var found = try folder.diagnose(folder.captures)
    let companions = truths.reduce(into: Set<String>()) { $0.formUnion(FaultTruth.companions[$1.code] ?? []) }
    for truth in truths {
      let fitting = found.indices.filter { found[$0].names(truth) }
      let best = fitting.min { found[$0].differences(truth).count < found[$1].differences(truth).count }
      guard let best else {
        Issue.record("\(name): not found: \(truth); found \(found)")
        continue
      }
      #expect(found[best].differences(truth) == [], "\(name): \(truth): \(found[best])")
      found.remove(at: best)
    }
    #expect(found.filter { $0.isGrave && !companions.contains($0.code) }.map(\.description) == [], "\(name)")
  }

  @Test("The healthy twin is silent", arguments: FaultFolder.names)
  func healthy(_ name: String) throws {
    let folder = FaultFolder(name, isBroken: false)
    let found = try folder.diagnose(folder.captures).filter(\.isGrave).map(\.description)
    #expect(found == [], "\(name)")
  }

  @Test(
    "With a tenth of the packets lost by the capture nothing is found that is not there", arguments: FaultFolder.names)
  func lossy(_ name: String) throws {
    for isBroken in [true, false] {
      let folder = FaultFolder(name, isBroken: isBroken)
      let seed = Self.seed(name)
      let twin = try ThinnedCaptures(folder.captures, seed: seed)
      defer { twin.remove() }
      let wrong = wrong(try folder.diagnose(twin.files), folder.truths)
      #expect(wrong == [], "\(name) \(isBroken), seed \(seed)")
    }
  }

  /// The same in every run, so that a change of the rules is all that changes; HOPSCOPE_SEED takes others.
  private static func seed(_ name: String) -> UInt64 {
    let more = ProcessInfo.processInfo.environment["HOPSCOPE_SEED"].flatMap(UInt64.init) ?? 0
    return name.utf8.reduce(0xcbf2_9ce4_8422_2325 ^ more) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// What is grave and not what was broken.
  private func wrong(_ found: [FaultFound], _ truths: [FaultTruth]) -> [String] {
    let codes = truths.reduce(into: Set<String>()) { codes, truth in
      codes.formUnion((FaultTruth.companions[truth.code] ?? []).union([truth.code]))
    }
    return found.filter { $0.isGrave && $0.codes.isDisjoint(with: codes) }.map(\.description)
  }

  @Test("With the captures of one host alone nothing is certain that is not so", arguments: FaultFolder.names)
  func alone(_ name: String) throws {
    let folder = FaultFolder(name, isBroken: true)
    let hosts = Dictionary(grouping: folder.captures) { $0.lastPathComponent.prefix { $0 != "_" && $0 != "." } }
    guard hosts.count > 1 else { return }
    for (host, captures) in hosts {
      let wrong = wrong(try folder.diagnose(captures).filter(\.isCertain), folder.truths)
      #expect(wrong == [], "\(name), \(host) alone")
    }
  }
}
