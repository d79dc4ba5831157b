/// What was taken from folders, as what, and what was left there: on standard error.
enum FolderNotes {
  /// Names of one kind and folder that are told; of the others the number.
  private static let most = 12

  static func tell(_ given: GivenFiles) {
    for folder in given.folders {
      for (use, word) in [
        (GivenFiles.Use.capture, "captures"), (.objects, "Kubernetes objects"), (.conntrack, "conntrack"),
        (.links, "interface names"),
      ] {
        let names = given.files.filter { $0.folder == folder && $0.use == use }.map { inside($0.path, folder) }
        tell(names, "\(folder): \(word)")
      }
      tell(left: given.left.filter { $0.folder == folder }.map(\.entry), in: folder)
    }
  }

  static func tell(left: [FolderWalk.Left], in folder: String) {
    tell(left.map { "\(inside($0.path, folder)) (\($0.reason))" }, "\(folder): left")
  }

  private static func tell(_ names: [String], _ start: String) {
    guard !names.isEmpty else { return }
    let more = names.count > most ? " and \(names.count - most) more" : ""
    Messages.note("\(start): \(names.prefix(most).joined(separator: ", "))\(more)")
  }

  private static func inside(_ path: String, _ folder: String) -> String {
    String(path.dropFirst(folder.hasSuffix("/") ? folder.count : folder.count + 1))
  }
}
