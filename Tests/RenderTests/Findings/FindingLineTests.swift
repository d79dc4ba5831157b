import Cluster
import Testing
import Trace

@testable import Render

/// Findings among lines of connections, and beside a path.
@Suite struct FindingLineTests {
  private static func options(_ width: Int? = nil, isASCII: Bool = false) -> TextOptions {
    TextOptions(style: Style(isColoured: false, isASCII: isASCII), width: width)
  }

  private static func printed(_ form: PathForm, _ finding: Finding, _ options: TextOptions) throws -> String {
    let printer = PathPrinter(
      form, timeline: MapTimeline(try SamplePath.map()), files: SampleFinding.files, options: options)
    return String(decoding: printer.render(finding), as: UTF8.self)
  }

  @Test("One line, when it first appears") func line() throws {
    let whole =
      "10:43:12.000Z  error     F10 policy-drop  probably: Pod shop/web-0 answers every SYN to its port 8080 with a RST: "
      + "nothing listens there.\n"
    #expect(try Self.printed(.line, SampleFinding.probable(), Self.options()) == whole)
    #expect(try Self.printed(.path, SampleFinding.probable(), Self.options()) == whole)
    let cut = try Self.printed(.line, SampleFinding.probable(), Self.options(60))
    #expect(cut == "10:43:12.000Z  error     F10 policy-drop  probably: Pod sho…\n")
  }

  @Test("At any width it is one line without control characters", arguments: 20..<140)
  func hostile(_ width: Int) throws {
    for isASCII in [false, true] {
      let line = try Self.printed(.line, SampleFinding.hostileOne(), Self.options(width, isASCII: isASCII))
      #expect(line.hasSuffix("\n") && displayWidth(String(line.dropLast())) <= width)
      #expect(line.dropLast().unicodeScalars.allSatisfy(isHarmless))
    }
  }

  @Test("As an object in json and yaml; forms without a place for it leave it out") func forms() throws {
    let finding = SampleFinding.make()
    #expect(try Self.printed(.json, finding, Self.options()).hasPrefix(#"{"schema":"hopscope.finding/1","id":"#))
    #expect(try Self.printed(.yaml, finding, Self.options()).hasPrefix("---\nschema: hopscope.finding/1\n"))
    for form in [PathForm.wide, .csv, .name, .table, .none] {
      #expect(try Self.printed(form, finding, Self.options()).isEmpty)
    }
  }

  @Test("Grouped at the end: how many of which severity, then one line each") func roll() {
    let findings =
      [SampleFinding.probable(), SampleFinding.make(.slowHop)] + Array(repeating: SampleFinding.hostileOne(), count: 30)
    let lines = FindingRoll.lines(findings)
    #expect(lines[0] == "findings: 31 errors, 1 warning")
    #expect(lines[1].hasPrefix("  error F10 policy-drop (probable), 312 times: Pod shop/web-0 answers"))
    #expect(lines[2].hasPrefix("  warning F54 slow-hop, 312 times: "))
    #expect(lines.count == 22 && lines[21] == "  and 12 more")
    #expect(lines.allSatisfy { $0.unicodeScalars.allSatisfy(isHarmless) })
    #expect(FindingRoll.lines([]).isEmpty)
  }

  @Test("A path says which findings it shows: title, code and id below its table, ids in json") func path() throws {
    let path = try SamplePath.make { $0.findings = [.targetPortRefused, .slowHop] }
    let printer = PathPrinter(.path, map: try SamplePath.map(), options: Self.options())
    let text = String(decoding: printer.render(path), as: UTF8.self)
    #expect(text.contains("\n    ! Pod refuses connections on the targetPort  F02 target-port-refused\n"))
    #expect(text.contains("\n    ! One hop takes most of the time  F54 slow-hop\n"))
    let explained = try SamplePath.make { $0.findings = [.clientAddressHidden] }
    #expect(!String(decoding: printer.render(explained), as: UTF8.self).contains("F08"))
    let json = PathPrinter(.json, map: try SamplePath.map(), options: Self.options()).render(path)
    #expect(String(decoding: json, as: UTF8.self).contains(#","findings":["target-port-refused","slow-hop"]"#))
    let none = PathPrinter(.json, map: try SamplePath.map(), options: Self.options()).render(try SamplePath.make())
    #expect(!String(decoding: none, as: UTF8.self).contains("findings"))
  }
}
