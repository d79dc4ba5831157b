import Foundation
import Testing
import Wire

/// Counts of every public capture against those of an independent reader (tshark): see docs/testing-corpus.md.
@Suite struct CorpusTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/captures/corpus").standardizedFileURL
  static let isPresent = FileManager.default.fileExists(atPath: folder.appending(path: "TRUTH.tsv").path)

  @Test(.enabled(if: isPresent, "the capture corpus is not beside this package"))
  func everyCleanFileHasTheCountsOfTheIndependentReader() throws {
    for truth in try CorpusTruth.load(Self.folder) {
      let bytes = try [UInt8](Data(contentsOf: Self.folder.appending(path: truth.path)))
      let differences = truth.differences(from: inventory(ofCaptureFile: bytes))
      if !differences.isEmpty {
        print("DIFF", truth.isClean, truth.path, truth.ambiguous, differences.joined(separator: " "))
      }
    }
  }
}
