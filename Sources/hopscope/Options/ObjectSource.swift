import Cluster

/// One file or folder of Kubernetes objects, and when a person says that they were so.
struct ObjectSource: Equatable {
  var path: String
  var time: Int64?
  /// It lay in a folder of captures: what is wrong with it is told, and the rest goes on.
  var isFound = false
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
