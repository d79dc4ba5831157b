import Foundation
import Testing

/// One file of `Screens/`: a command as a person types it, and all that it answers, in each of its views.
///
/// ```
/// What this shows, in words.
/// views: pipe 80 120
/// $ hopscope info captures/nginx-service/worker-1_eth0.pcap
/// === pipe
/// (standard output)
/// --- errors
/// (standard error)
/// --- exit 0
/// === 80
/// (what a terminal of 80 columns shows, both streams)
/// --- exit 0
/// ```
/// Before the command: `views:` (`pipe` when there is none), `env: NAME=VALUE …` for its environment. The command is of `sh`, in the folder
/// of the package, with `hopscope` and `$TMP`, an empty folder, at hand.
struct ScreenFile: CustomTestStringConvertible, Sendable {
  enum View: Sendable, Equatable {
    case pipe
    case terminal(Int)

    init?(_ word: Substring) {
      if word == "pipe" {
        self = .pipe
      } else if let columns = Int(word) {
        self = .terminal(columns)
      } else {
        return nil
      }
    }

    var word: String {
      switch self {
      case .pipe: "pipe"
      case .terminal(let columns): "\(columns)"
      }
    }
  }

  let url: URL
  /// Everything up to and with the command.
  private let head: [Substring]
  let command: String
  let views: [View]
  let environment: [String: String]
  /// What follows the command.
  let expected: String

  init(_ url: URL) throws {
    self.url = url
    let text = try String(contentsOf: url, encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let prompt = lines.firstIndex(where: { $0.hasPrefix("$ ") }) else { throw NoCommand(file: url.path) }
    head = Array(lines[...prompt])
    command = String(lines[prompt].dropFirst(2))
    views = Self.words(after: "views:", in: head)?.compactMap(View.init) ?? [.pipe]
    let pairs = (Self.words(after: "env:", in: head) ?? []).map { $0.split(separator: "=", maxSplits: 1) }
    environment = Dictionary(uniqueKeysWithValues: pairs.map { (String($0[0]), String($0.count > 1 ? $0[1] : "")) })
    expected = lines[(prompt + 1)...].joined(separator: "\n")
  }

  struct NoCommand: Error { let file: String }

  private static func words(after key: String, in head: [Substring]) -> [Substring]? {
    head.first { $0.hasPrefix(key) }?.dropFirst(key.count).split(separator: " ")
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Screens")

  static let all: [ScreenFile] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".screen") }.sorted().compactMap { try? ScreenFile(folder.appending(path: $0)) }
  }()

  var testDescription: String { url.deletingPathExtension().lastPathComponent }

  func record(_ answer: String) throws {
    try (head.joined(separator: "\n") + "\n" + answer).write(to: url, atomically: true, encoding: .utf8)
  }
}
