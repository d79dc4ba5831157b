import Trace

/// `-o line`: one line per connection. `→` travels, `⇒` was translated, `✗` ended here; the last word is the path's id.
struct LineRenderer {
  let words: Words
  let options: TextOptions

  func render(_ path: Path, _ reference: TimeReference) -> String {
    let parts = LineParts(path, words, options.time, reference)
    return LineFit.line(parts, options.style, width: options.width) + "\n"
  }
}
