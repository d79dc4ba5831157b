import Cluster
import FoundationEssentials
import Render

/// A command line that is being typed, as a shell hands it to completion: words with their quotes, not all of them final.
struct TypedLine {
  private let words: [String]

  init(_ words: [String]) { self.words = words.map(Self.unquoted) }

  /// Names that the cluster objects on the line have. Errors are silent: a shell has no place for them.
  func names(startingWith prefix: String, _ list: (ServiceMap) -> [String]) -> [String] {
    let start = Self.unquoted(prefix)
    var names: Set<String> = []
    for file in clusterFiles {
      guard let timeline = try? ClusterFiles.loadTimeline([ObjectSource(path: file)]) else { continue }
      for version in timeline.versions { names.formUnion(list(version.map)) }
    }
    // Names that would move the terminal are not names that Kubernetes gives.
    return names.filter { $0.hasPrefix(start) && printable($0) == $0 && !$0.contains { $0.isWhitespace } }.sorted()
  }

  /// What `--cluster` names, and objects among the captures; else what environment and configuration say.
  ///
  /// Only files and folders: completion must not wait for a pipe.
  var clusterFiles: [String] {
    let typed = values(of: "--cluster") + words.filter { !$0.hasPrefix("-") && ClusterFiles.isObjectFile($0) }
    return (typed.isEmpty ? setElsewhere : Array(Set(typed)).sorted()).map(Self.home).filter(Self.isAtRest)
  }

  private var setElsewhere: [String] {
    guard let settings = try? EffectiveSettings(named: values(of: "--config").last.map(Self.home)) else { return [] }
    let (path, command) = CommandLineWords.command(Array(words.dropFirst()), in: settings.program)
    return settings.settings(of: command, path).first { $0.key == "cluster" }?.values ?? []
  }

  private func values(of option: String) -> [String] {
    var values: [String] = []
    for (position, word) in words.enumerated() {
      if word.hasPrefix(option + "=") { values.append(String(word.dropFirst(option.count + 1))) }
      guard word == option, position + 1 < words.count else { continue }
      // bash takes `=` for a word of its own.
      let next = words[position + 1] == "=" ? position + 2 : position + 1
      if next < words.count { values.append(words[next]) }
    }
    return values
  }

  private static func isAtRest(_ path: String) -> Bool {
    var isFolder = false
    return path != "-" && FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && (isFolder || ConfigurationPlaces.isFile(path))
  }

  private static func home(_ path: String) -> String {
    guard path.hasPrefix("~/"), let home = ProcessInfo.processInfo.environment["HOME"] else { return path }
    return home + path.dropFirst()
  }

  /// Without the quotes and backslashes that a shell would take away; a quote that is still open ends with the word.
  static func unquoted(_ word: String) -> String {
    var (text, quote) = ("", Character?.none)
    var isEscaped = false
    for letter in word {
      switch letter {
      case _ where isEscaped: text.append(letter)
      case "\\" where quote != "'":
        isEscaped = true
        continue
      case "'" where quote == nil, "\"" where quote == nil: quote = letter
      case quote: quote = nil
      default: text.append(letter)
      }
      isEscaped = false
    }
    return text
  }
}
