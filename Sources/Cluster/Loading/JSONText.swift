/// JSON documents, one after another.
enum JSONText {
  static func read(_ bytes: [UInt8], from start: Int, _ name: String) throws(ClusterLoadError) -> Found {
    var found = Found()
    var parser = JSONTreeParser(bytes, from: start)
    while let tree = try next(&parser, bytes, name) { found.append(try decode(tree, name)) }
    return found
  }

  private static func next(
    _ parser: inout JSONTreeParser, _ bytes: [UInt8], _ name: String
  ) throws(ClusterLoadError) -> JSONTree? {
    do {
      return try parser.next()
    } catch {
      switch error {
      case .wrong(let reason, let place):
        throw ClusterLoadError(
          name, line: ClusterLoader.line(bytes, at: place),
          "it is not valid JSON: \(reason). Was it saved whole? \(ClusterLoader.advice)")
      case .tooDeep(let place):
        throw ClusterLoadError(
          name, line: ClusterLoader.line(bytes, at: place),
          "more than \(Limits.nesting) levels are nested, which no Kubernetes object does. \(ClusterLoader.advice)")
      case .tooLarge: throw ClusterLoadError(name, "it is larger than 4 GiB. \(ClusterLoader.advice)")
      }
    }
  }

  private static func decode(_ tree: JSONTree, _ name: String) throws(ClusterLoadError) -> Document {
    do {
      return try Document(from: JSONTreeDecoder(tree: tree, index: 0))
    } catch {
      throw ClusterLoadError(
        name,
        "it has not the shape of a Kubernetes object: \(ReadFailure.sentence(error, below: 0)). \(ClusterLoader.advice)"
      )
    }
  }
}
