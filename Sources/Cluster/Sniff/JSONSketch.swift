/// The keys of the outermost object of a JSON text, or of the objects in its outermost array: enough to tell what it is,
/// also when only its beginning is at hand.
struct JSONSketch {
  private var keys: Set<String> = []
  private var isArray = false
  private var depth = 0

  /// More keys than that no object that is looked for has before its own.
  private static let mostKeys = 256

  init(_ text: ArraySlice<UInt8>) {
    var at = text.startIndex
    while at < text.endIndex, keys.count < Self.mostKeys {
      switch text[at] {
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        if depth == 0 { isArray = text[at] == UInt8(ascii: "[") }
        depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "\""):
        takeString(text, &at)
        continue
      default: break
      }
      at += 1
    }
  }

  /// Notes the string if it is a key of the objects in question.
  private mutating func takeString(_ text: ArraySlice<UInt8>, _ at: inout Int) {
    let start = at + 1
    at = start
    while at < text.endIndex, text[at] != UInt8(ascii: "\"") { at += text[at] == UInt8(ascii: "\\") ? 2 : 1 }
    guard at < text.endIndex else { return }
    let name = text[start..<at]
    at += 1
    guard depth == (isArray ? 2 : 1), name.count <= 64 else { return }
    let next = text[at...].first { !ClusterLoader.isSpace($0) }
    if next == UInt8(ascii: ":") { keys.insert(String(decoding: name, as: UTF8.self)) }
  }

  var content: FileContent {
    if keys.isSuperset(of: ["ifindex", "ifname"]) { return .links }
    if keys.contains("apiVersion") || keys.isSuperset(of: ["kind", "metadata"]) { return .objects }
    if keys.contains("schema") { return .other("hopscope's own output, or JSON like it") }
    return .other("JSON, but neither Kubernetes objects nor ip -j link")
  }
}
