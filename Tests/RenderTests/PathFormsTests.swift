import Cluster
import Foundation
import Testing
import Yams

@testable import Render
@testable import Trace

/// One path in every form that is read by programs or laid out in rows.
@Suite struct PathFormsTests {
  private static let evil = "=cmd|' /C calc'!A0,\"\u{1b}]0;owned\u{7}\r\n\u{202e}x"

  private func printer(_ form: PathForm, _ change: (inout TextOptions) -> Void = { _ in }) throws -> PathPrinter {
    var options = TextOptions(style: Style(isColoured: false))
    change(&options)
    return PathPrinter(form, timeline: MapTimeline(try SamplePath.map()), files: SamplePath.files, options: options)
  }

  private func text(_ form: PathForm, _ path: Path, _ change: (inout TextOptions) -> Void = { _ in }) throws -> String {
    let printer = try printer(form, change)
    guard var rows = printer.rows else { return String(decoding: printer.head() + printer.render(path), as: UTF8.self) }
    return String(decoding: rows.add(printer.cells(path)) + rows.flush(), as: UTF8.self)
  }

  /// With hostile text wherever captures and files can put it.
  private func hostile() throws -> Path {
    try SamplePath.make { path in
      for place in path.hops.indices { (path.hops[place].host, path.hops[place].interface) = (Self.evil, Self.evil) }
      path.translations[0].host = Self.evil
      path.related = [Self.evil]
    }
  }

  @Test("YAML is the JSON, key by key", arguments: [false, true])
  func yaml(_ isHostile: Bool) throws {
    let path = isHostile ? try hostile() : try SamplePath.make()
    let yaml = try text(.yaml, path)
    let json = try JSONSerialization.jsonObject(with: Data(try text(.json, path).utf8))
    let read = try #require(try Yams.load(yaml: yaml))
    #expect((read as? NSObject) == (json as? NSObject) || "\(Self.sorted(read))" == "\(Self.sorted(json))")
    #expect(yaml.hasPrefix("---\nschema: hopscope.path/1\nid: \"0123456789ab\"\n"))
    #expect(yaml.unicodeScalars.allSatisfy { $0 == "\n" || isHarmless($0) })
  }

  /// Text that is the same for the same data.
  private static func sorted(_ value: Any) -> String {
    switch value {
    case let map as [String: Any]:
      return "{" + map.keys.sorted().map { "\($0.debugDescription): \(sorted(map[$0]!))" }.joined(separator: ", ") + "}"
    case let list as [Any]: return "[" + list.map(sorted).joined(separator: ", ") + "]"
    case let text as String: return text.debugDescription
    case let number as NSNumber: return "\(number.doubleValue)"
    default: return "\(value)"
    }
  }

  @Test("The summary is YAML, too")
  func summary() throws {
    let summary = RunSummary(trace: TraceSummary(), errors: [Self.evil], taps: [], recordedDrops: nil, missing: ["no"])
    let yaml = String(decoding: try printer(.yaml).render(summary), as: UTF8.self)
    let read = try #require(try Yams.load(yaml: yaml) as? [String: Any])
    #expect(read["schema"] as? String == "hopscope.summary/1")
    #expect(read["errors"] as? [String] == [Self.evil])
    #expect((read["coverage"] as? [String: Any])?["missing"] as? [String] == ["no"])
  }

  /// Rows of RFC 4180, read by its grammar.
  private static func rows(_ csv: String) throws -> [[String]] {
    var (rows, row, cell, isQuoted) = ([[String]](), [String](), "", false)
    var rest = Array(csv.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"" where isQuoted && rest.first == "\"":
        cell.unicodeScalars.append("\"")
        rest.removeFirst()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        row.append(cell)
        cell = ""
      case "\r" where !isQuoted:
        #expect(rest.popFirst() == "\n")
        rows.append(row + [cell])
        (row, cell) = ([], "")
      default: cell.unicodeScalars.append(scalar)
      }
    }
    #expect(cell.isEmpty && row.isEmpty && !isQuoted)
    return rows
  }

  @Test("CSV: a row of names, a row per path, read back by RFC 4180")
  func csv() throws {
    let rows = try Self.rows(try text(.csv, try SamplePath.make()))
    #expect(rows.count == 2 && rows[0] == PathField.allCases.map(\.rawValue) && rows[1].count == rows[0].count)
    let cells = Dictionary(uniqueKeysWithValues: zip(rows[0], rows[1]))
    let expected = [
      "id": "0123456789ab", "state": "closed", "ok": "true", "start": "2026-11-18T11:06:40.000000000Z",
      "lasted_us": "1000000", "service": "web", "entrance": "nodePort", "node_port": "30082",
      "client_ip": "192.168.50.10",
      "front_node": "n1", "backend_pod": "web-0", "translated_source_ip": "10.244.1.1", "packets_request": "6",
      "bytes_reply": "400", "confidence": "certain", "reason": "", "handshake_us": "",
    ]
    for (name, value) in expected { #expect(cells[name] == value, "\(name)") }
    #expect(try text(.csv, try SamplePath.make()) { $0.hasHeaders = false }.hasPrefix("0123456789ab,tcp,"))
  }

  @Test("The columns of CSV are what they were: later ones stand behind them")
  func columns() {
    #expect(
      PathField.allCases.map(\.rawValue).joined(separator: " ")
        == """
        id protocol state ok start end lasted_us service_namespace service entrance port node_port target_port client_ip \
        client_port client_kind client_namespace client_pod client_node front_ip front_port front_kind front_node backend_ip \
        backend_port backend_namespace backend_pod backend_node translated_source_ip translated_source_port handshake_us \
        first_byte_us packets_request packets_reply bytes_request bytes_reply retransmissions confidence ambiguous reason
        """)
  }

  @Test(
    "A cell that a spreadsheet would take for a formula gets an apostrophe; quotes, commas and line ends are quoted",
    arguments: [
      ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("\rx", "\"'\rx\""),
      ("a=b", "a=b"),
      ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("a\r\nb", "\"a\r\nb\""), ("a\nb", "\"a\nb\""), ("", ""),
      ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
    ])
  func formulas(_ text: String, _ cell: String) { #expect(CSV.row([text, "z"]) == cell + ",z\r\n") }

  @Test("Names, templates and columns of one's own")
  func picked() throws {
    let path = try SamplePath.make()
    #expect(try text(.name, path) == "path/0123456789ab\n")
    #expect(try text(.jsonPath(try JSONPath(template: "{.id} {.backend.pod}")), path) == "0123456789ab web-0\n")
    #expect(try text(.jsonPath(try JSONPath(template: "{.id}{\"\\n\"}")), path) == "0123456789ab\n")
    #expect(try text(.jsonPath(try JSONPath(template: "{.findings[*].id}")), path) == "")
    let columns = PathForm.customColumns(try CustomColumns("ID:.id,POD:.backend.pod,NOT:.findings"))
    #expect(try text(columns, path) == "ID            POD    NOT\n0123456789ab  web-0  <none>\n")
    #expect(try text(columns, path) { $0.hasHeaders = false } == "0123456789ab  web-0  <none>\n")
  }

  @Test("wide: a row; the columns that tell least go first, the id never")
  func wide() throws {
    let path = try SamplePath.make()
    let full = try text(.wide, path).split(separator: "\n").map(String.init)
    #expect(full.count == 2)
    #expect(full[1].hasPrefix("11:06:40.000Z  ok     default/web  192.168.50.10:2000  n1:30082 nodePort"))
    for width in 80...200 {
      let lines = try text(.wide, path) { $0.width = width }.split(separator: "\n")
      #expect(
        lines.allSatisfy { displayWidth(String($0)) <= width && ($0.hasSuffix("0123456789ab") || $0.hasSuffix("ID")) })
    }
  }

  @Test("Hostile names are harmless in every form")
  func harmless() throws {
    let template = try JSONPath(template: "{.hops[*].host}{@}")
    let forms: [PathForm] = [
      .line, .path, .wide, .json, .yaml, .name, .csv, .jsonPath(template),
      .customColumns(try CustomColumns("A:.hops[0].host,B:.hops")),
    ]
    for form in forms {
      let text = try text(form, try hostile())
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\r" || isHarmless($0) }, "\(form)")
    }
  }

  @Test("--ascii: nothing but ASCII in text, with the words that stand for symbols")
  func ascii() throws {
    let path = try SamplePath.make {
      $0.handshake = 310_000
      $0.translations[0].host = "节点"
      $0.gaps = [Gap(about: .backend, reason: .noTapBehindFront, needs: [.podSide(node: "n1")])]
    }
    for form in [PathForm.line, .path, .wide] {
      let text = try text(form, path) { $0.style = Style(isColoured: true, isASCII: true) }
      #expect(text.utf8.allSatisfy { $0 < 0x80 })
      #expect(text.contains("310us"))
    }
    #expect(
      try text(.path, path) { $0.style = Style(isColoured: false, isASCII: true) }.contains(
        "=> \\u{8282}\\u{70b9}: DNAT"))
  }

  @Test("--numeric: addresses where names were")
  func numeric() throws {
    let path = try SamplePath.make { $0.state = .refused }
    let line = try text(.line, path) { $0.isNumeric = true }
    #expect(line.contains("192.168.50.10:2000 → 192.168.50.11:30082 nodePort ⇒ 10.244.1.20:8080 targetPort (n1)"))
    #expect(line.contains("✗ RST from 10.244.1.20: nothing listens on 8080"))
    #expect(!line.contains("web-0"))
    #expect(try text(.path, path) { $0.isNumeric = true }.contains("DNAT to 10.244.1.20:8080, SNAT"))
  }
}
