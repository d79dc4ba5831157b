import ArgumentParser
import Cluster

/// One file or folder of Kubernetes objects, and when a person says that they were so.
struct ObjectSource: Equatable {
  var path: String
  var time: Int64?
  /// It lay in a folder of captures: what is wrong with it is told, and the rest goes on.
  var isFound = false
}

extension [ObjectSource] {
  /// Gives the objects in one file their time.
  /// - Throws: `ValidationError` when the file is none of these, or has another time.
  mutating func date(_ file: String, _ time: Int64) throws {
    let places = indices.filter { self[$0].path == file }
    guard !places.isEmpty else {
      throw ValidationError("--at names \(file), which is none of the cluster objects given.")
    }
    guard places.allSatisfy({ self[$0].time == nil || self[$0].time == time }) else {
      throw ValidationError("--at gives \(file) two times.")
    }
    for place in places { self[place].time = time }
  }
}

/// One `--at`: `TIME`, or `FILE=TIME`.
struct TimeChoice: Equatable {
  /// nil for "the --cluster in the same place".
  var file: String?
  var time: Int64

  /// - Throws: a sentence with an example.
  init(parsing text: String) throws(BadTime) {
    let split = text.lastIndex(of: "=")
    let word = split.map { String(text[text.index(after: $0)...]) } ?? text
    file = split.map { String(text[..<$0]) }
    guard let time = TimeParser.time(word), file?.isEmpty != true else { throw BadTime(text: text) }
    self.time = time
  }

  /// - Throws: `ValidationError` for the first that is no time.
  static func parse(_ values: [String]) throws -> [TimeChoice] {
    try values.map(parse)
  }

  private static func parse(_ text: String) throws -> TimeChoice {
    do { return try TimeChoice(parsing: text) } catch { throw ValidationError(error.description) }
  }
}

struct BadTime: Error {
  var text: String

  var description: String {
    """
    --at “\(text.prefix(80))” is no time: say 2026-11-24T10:15:00Z, 2026-11-24T11:15:00.5+01:00 or seconds since 1970, \
    or FILE=TIME.
    """
  }
}
