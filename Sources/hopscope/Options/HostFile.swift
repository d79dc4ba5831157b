import ArgumentParser

/// `[HOST=]FILE`: one file that speaks of one host, and that host when it was named.
struct HostFile: Hashable {
  var host: String?
  var path: String
  /// It lay in a folder of captures: what is wrong with it is told, and the rest goes on.
  var isFound = false

  /// - Parameter option: whose values they are, for the sentence that refuses one. What has a `/` before the `=` is a path.
  static func parse(_ values: [String], option: String) throws -> [HostFile] {
    try values.map { text in
      guard let equals = text.firstIndex(of: "="), !text[..<equals].contains("/") else { return HostFile(path: text) }
      let file = HostFile(host: String(text[..<equals]), path: String(text[text.index(after: equals)...]))
      guard file.host?.isEmpty == false, !file.path.isEmpty else {
        throw ValidationError("\(option) \(text): write HOST=FILE, or ./FILE for a file with = in its name.")
      }
      return file
    }
  }
}
