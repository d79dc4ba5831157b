import Testing

@testable import Render

@Suite struct CustomColumnsTests {
  private let object = JSONValue.object([
    .init(key: "id", value: .string("ab")),
    .init(key: "hops", value: .array((1...2).map { .object([.init(key: "n", value: .number("\($0)"))]) })),
  ])

  @Test("A title and an expression each; commas and colons within brackets stay")
  func cells() throws {
    let columns = try CustomColumns(
      "ID:.id,N:{.hops[*].n},POD:backend.pod,UNION:.hops[0]['n', 'x'],F:.hops[?(@.n==2)].n")
    #expect(columns.columns.map(\.title) == ["ID", "N", "POD", "UNION", "F"])
    #expect(columns.cells(object) == ["ab", "1,2", "<none>", "1", "2"])
  }

  @Test("From a file: titles, and expressions below them")
  func file() throws {
    let columns = try CustomColumns(file: "ID   NUMBERS\n.id  .hops[*].n\n")
    #expect(columns.cells(object) == ["ab", "1,2"])
    #expect(throws: TemplateProblem.self) { try CustomColumns(file: "ID N\n.id\n") }
    #expect(throws: TemplateProblem.self) { try CustomColumns(file: "") }
  }

  @Test(
    "What is wrong is told with its place",
    arguments: [
      ("", 1, "NAME:.path"), ("ID", 1, "NAME:.path"), ("ID:.id,", 8, "NAME:.path"), ("ID:.id,POD", 8, "NAME:.path"),
      (":.id", 1, "name is missing"), ("ID:", 4, "column ID: an expression is missing"),
      ("ID:.id,P:.a[", 13, "column P"),
    ])
  func problems(_ text: String, _ position: Int, _ words: String) {
    do {
      _ = try CustomColumns(text)
      Issue.record("\(text) is no list of columns")
    } catch {
      #expect(error.position == position, "\(text): \(error.description)")
      #expect(error.sentence.contains(words), "\(text): \(error.description)")
    }
  }
}
