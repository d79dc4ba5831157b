/// Why a file of objects could not be read at all; single bad objects are in `ClusterObjects.problems`.
public struct ClusterLoadError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What, where, why, what next.
  public var description: String
  /// Line of the file, counted from 1, when known.
  public var line: Int?

  init(_ name: String, line: Int? = nil, _ reason: String) {
    description = line.map { "\(name), line \($0): \(reason)" } ?? "\(name): \(reason)"
    self.line = line
  }
}

/// Reads Kubernetes objects from JSON or YAML: `kubectl get … -o json`, `-o yaml`, an API server's lists, manifests.
///
/// Which of the two it is, the first character says. Several documents in one file are read in turn.
public enum ClusterLoader {
  /// - Parameters:
  ///   - bytes: one file, in UTF-8.
  ///   - name: what to call it in errors.
  ///   - objects: what to add to; unchanged when it throws.
  public static func load(_ bytes: [UInt8], name: String, into objects: inout ClusterObjects) throws(ClusterLoadError) {
    if let mistaken = Mistaken(capture: bytes) { throw ClusterLoadError(name, "it is \(mistaken.sentence)") }
    let start = try checkEncoding(bytes, name)
    if let mistaken = Mistaken(text: bytes[start...]) { throw ClusterLoadError(name, "it is \(mistaken.sentence)") }
    guard let first = bytes[start...].first(where: { !isSpace($0) }) else {
      throw ClusterLoadError(name, "there is nothing in it. \(advice)")
    }
    let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    let found = isJSON ? try JSONText.read(bytes, from: start, name) : try YAMLText.read(bytes, from: start, name)
    try check(found, name)
    objects.append(found.objects)
  }

  static let advice = "Save what the cluster has with: kubectl get nodes,pods,svc,endpointslices -A -o json"

  private static func check(_ found: Found, _ name: String) throws(ClusterLoadError) {
    if let refusal = found.refusal {
      throw ClusterLoadError(name, "it is an API server's refusal, not objects: “\(Limits.cut(refusal))”. \(advice)")
    }
    let objects = found.objects
    if objects.count > 0 { return }
    if let problem = objects.problems.first {
      let more = objects.problems.count > 1 ? " So were \(objects.problems.count - 1) more." : ""
      throw ClusterLoadError(name, "no object in it can be used. \(problem.sentence)\(more)")
    }
    guard objects.ignored == 0 else { return }
    throw ClusterLoadError(
      name,
      found.isKubernetes
        ? "its list of objects is empty; was it made for one namespace, without -A? \(advice)"
        : "no Kubernetes object is in it (nothing has a “kind”). \(advice)")
  }

  /// - Returns: where the text begins, after a byte order mark.
  private static func checkEncoding(_ bytes: [UInt8], _ name: String) throws(ClusterLoadError) -> Int {
    let isUTF16 =
      bytes.count >= 2
      && (bytes[0] == 0 || bytes[1] == 0 || [[0xff, 0xfe], [0xfe, 0xff]].contains(Array(bytes[..<2])))
    if isUTF16 {
      throw ClusterLoadError(name, "it is in UTF-16 or UTF-32; hopscope reads UTF-8. Convert it with iconv -t UTF-8.")
    }
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let offset = error.byteOffsets.lowerBound
      throw ClusterLoadError(
        name, line: line(bytes, at: offset), "byte \(offset) is not UTF-8. Is the file compressed or cut? \(advice)")
    }
    return bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
  }

  /// The line that a byte is on.
  static func line(_ bytes: [UInt8], at offset: Int) -> Int { 1 + bytes[..<offset].count { $0 == 0x0a } }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}

/// What the documents of one file hold.
struct Found {
  var objects = ClusterObjects()
  var isKubernetes = false
  var refusal: String?

  mutating func append(_ document: Document) {
    objects.append(document.objects)
    isKubernetes = isKubernetes || document.isKubernetes
    refusal = refusal ?? document.refusal
  }
}
