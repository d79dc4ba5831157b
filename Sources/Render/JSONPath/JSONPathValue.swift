/// What a template says of an object.
extension JSONPath {
  /// The text; names from captures and clusters are `printable`.
  public func text(_ root: JSONValue) -> String {
    var text = ""
    Self.render(nodes, JSONPathContext(root: root, current: root), into: &text)
    return text
  }

  /// The values of the first expression, for columns and sorting.
  public func values(_ root: JSONValue) -> [JSONValue] {
    guard case .value(let operand)? = nodes.first else { return [] }
    return JSONPathContext(root: root, current: root).values(operand)
  }

  private static func render(_ nodes: [Node], _ context: JSONPathContext, into text: inout String) {
    for node in nodes {
      switch node {
      case .text(let literal): text += literal
      case .value(.literal(.string(let literal))): text += literal
      case .value(let operand): text += context.values(operand).map(\.cell).joined(separator: " ")
      case .range(let steps, let inner):
        for element in context.values(.steps(steps)) {
          render(inner, JSONPathContext(root: context.root, current: element), into: &text)
        }
      }
    }
  }
}

extension JSONValue {
  /// As kubectl prints it: text and numbers as they are, objects and lists as JSON.
  var cell: String {
    if case .string(let text) = self { return printable(text) }
    return String(decoding: JSONWriter(self).bytes, as: UTF8.self)
  }
}

/// Where an expression is evaluated: `$` and `@`.
struct JSONPathContext {
  let root: JSONValue
  let current: JSONValue

  func values(_ operand: JSONPath.Operand) -> [JSONValue] {
    switch operand {
    case .literal(let value): [value]
    case .steps(let steps): walk([current], steps[...])
    }
  }

  private func walk(_ start: [JSONValue], _ steps: ArraySlice<JSONPath.Step>) -> [JSONValue] {
    steps.reduce(start) { values, step in
      switch step {
      case .root: [root]
      case .union(let choices): choices.flatMap { walk(values, $0[...]) }
      default: values.flatMap { take(step, $0) }
      }
    }
  }

  private func take(_ step: JSONPath.Step, _ value: JSONValue) -> [JSONValue] {
    switch step {
    case .field(let name): value[name].map { [$0] } ?? []
    case .every: value.children
    case .descendants: Self.descendants(value)
    case .index(let index): value.elements.at(index).map { [$0] } ?? []
    case .slice(let from, let to, let by): value.elements.slice(from, to, by)
    case .filter(let left, let comparison, let right): value.children.filter { holds(left, comparison, right, of: $0) }
    case .root, .union: []
    }
  }

  private static func descendants(_ value: JSONValue) -> [JSONValue] {
    let children = value.children
    return children.isEmpty ? [] : [value] + children.flatMap(descendants)
  }

  private func holds(
    _ left: JSONPath.Operand, _ comparison: JSONPath.Comparison?, _ right: JSONPath.Operand, of element: JSONValue
  ) -> Bool {
    let context = JSONPathContext(root: root, current: element)
    guard let value = context.values(left).first else { return false }
    guard let comparison else { return true }
    guard let other = context.values(right).first else { return false }
    return comparison.holds(value, other)
  }
}

extension JSONPath.Comparison {
  /// Numbers as numbers, text as text; what cannot be compared is unequal.
  func holds(_ left: JSONValue, _ right: JSONValue) -> Bool {
    switch self {
    case .equal: left.order(right) == 0
    case .unequal: left.order(right) != 0
    case .less: left.order(right).map { $0 < 0 } ?? false
    case .lessOrEqual: left.order(right).map { $0 <= 0 } ?? false
    case .greater: left.order(right).map { $0 > 0 } ?? false
    case .greaterOrEqual: left.order(right).map { $0 >= 0 } ?? false
    }
  }
}

extension JSONValue {
  var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }

  var children: [JSONValue] {
    switch self {
    case .array(let elements): elements
    case .object(let members): members.map(\.value)
    default: []
    }
  }

  /// Below, equal to or above zero as this is less than, equal to or greater than the other; nil when they are of
  /// different kinds.
  func order(_ other: JSONValue) -> Int? {
    switch (self, other) {
    case (.number(let left), .number(let right)):
      if let left = Int64(left), let right = Int64(right) { return left < right ? -1 : left > right ? 1 : 0 }
      guard let left = Double(left), let right = Double(right) else { return nil }
      return left < right ? -1 : left > right ? 1 : 0
    case (.string(let left), .string(let right)): return left < right ? -1 : left > right ? 1 : 0
    case (.bool(let left), .bool(let right)): return left == right ? 0 : left ? 1 : -1
    default: return self == other ? 0 : nil
    }
  }
}

extension [JSONValue] {
  /// From the end when negative.
  func at(_ index: Int) -> JSONValue? {
    let place = index < 0 ? count + index : index
    return indices.contains(place) ? self[place] : nil
  }

  func slice(_ from: Int?, _ to: Int?, _ by: Int) -> [JSONValue] {
    func bound(_ index: Int) -> Int { Swift.max(0, Swift.min(count, index < 0 ? count + index : index)) }
    let (first, last) = (bound(from ?? 0), bound(to ?? count))
    return first < last ? stride(from: first, to: last, by: by).map { self[$0] } : []
  }
}
