import ArgumentParser
import Render

/// One `--sort-by`: of paths, or of groups of them.
struct SortKey {
  private let text: String

  init(parsing text: String) { self.text = text }

  func paths() throws -> PathOrder {
    do { return try PathOrder(text) } catch {
      throw ValidationError("--sort-by \(text): \(error.description).")
    }
  }

  func groups() throws -> GroupOrder {
    if let order = GroupOrder(text) { return order }
    throw ValidationError(
      "--sort-by \(text): tables of groups are sorted by one of \(GroupOrder.wordList.joined(separator: ", ")), or a column of -o csv."
    )
  }
}
