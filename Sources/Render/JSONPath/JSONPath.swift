/// A template of `-o jsonpath=…`, as kubectl has it: text, and in braces what to print of the object.
///
/// `.name` `['name']` `..name` `.*` `[*]` `[0]` `[-1]` `[0:2]` `['a','b']` `[?(@.x=="y")]` `$` `@`, `{range …}…{end}`,
/// `{"text\n"}`. A dot in a name is written `\.`. What is missing prints nothing; several results stand side by side.
public struct JSONPath: Sendable, Equatable {
  indirect enum Step: Sendable, Equatable {
    case root
    case field(String)
    case every
    /// This value and all below it.
    case descendants
    case index(Int)
    case slice(from: Int?, to: Int?, by: Int)
    case union([[Step]])
    case filter(Operand, Comparison?, Operand)
  }

  enum Operand: Sendable, Equatable {
    case steps([Step])
    case literal(JSONValue)
  }

  enum Comparison: String, Sendable, CaseIterable {
    case equal = "=="
    case unequal = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case less = "<"
    case greater = ">"
  }

  indirect enum Node: Sendable, Equatable {
    case text(String)
    case value(Operand)
    case range([Step], [Node])
  }

  let nodes: [Node]

  /// A template. Without any braces it is one expression: `.id` and `id` mean `{.id}`.
  ///
  /// - Throws: `TemplateProblem` with the character where it goes wrong.
  public init(template: String) throws(TemplateProblem) {
    var parser = JSONPathParser(template)
    nodes = template.contains("{") ? try parser.template() : [.value(.steps(try parser.loneExpression()))]
  }

  /// One expression, with or without braces and the first dot: `.a.b`, `a.b`, `{.a.b}`.
  public init(expression: String) throws(TemplateProblem) {
    var parser = JSONPathParser(expression)
    nodes = [.value(.steps(try parser.loneExpression()))]
  }
}

/// Where a template or a list of columns is wrong.
public struct TemplateProblem: Error, Equatable {
  /// The character, from 1.
  public var position: Int
  public var sentence: String

  public init(position: Int, sentence: String) {
    self.position = position
    self.sentence = sentence
  }

  public var description: String { "at character \(position): \(sentence)" }
}
