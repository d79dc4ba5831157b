import Testing

@testable import Render
@testable import Trace

/// Lines and tables of hops on terminals of every width.
@Suite struct LineFitTests {
  private func text(_ form: PathForm, _ path: Path, width: Int?, isColoured: Bool = false) throws -> String {
    let options = TextOptions(style: Style(isColoured: isColoured), width: width)
    return String(
      decoding: PathPrinter(form, map: try SamplePath.map(), options: options).render(path), as: UTF8.self)
  }

  private func sample() throws -> Path { try SamplePath.make { $0.handshake = 310_000 } }

  @Test("What goes as the line gets shorter, in this order")
  func order() throws {
    let path = try sample()
    let shown = try [nil, 150, 140, 120, 95, 90, 86, 80, 76, 69, 50].map { try text(.line, path, width: $0) }
    #expect(
      shown == [
        "11:06:40.000Z  ok        default/web             192.168.50.10:2000 → n1:30082 nodePort ⇒ web-0 10.244.1.20:8080 targetPort @n1  client seen as 10.244.1.1:41000 (SNAT)  connect 310µs  0123456789ab\n",
        "11:06:40.000Z  ok        default/web             192.168.50.10:2000 → n1:30082 nodePort ⇒ web-0:8080 targetPort @n1  0123456789ab\n",
        "11:06:40.000Z  ok        default/web             192.168.50.10:2000 → n1:30082 nodePort ⇒ web-0:8080 targetPort @n1  0123456789ab\n",
        "11:06:40.000Z  ok        default/web             192.168.50.10:2000 → n1:30082 nodePort ⇒ web-0:8080  0123456789ab\n",
        "11:06:40.000Z ok default/web 192.168.50.10:2000 → n1:30082 nodePort ⇒ web-0:8080 0123456789ab\n",
        "11:06:40Z ok default/web 192.168.50.10:2000 → n1:30082 nodePort ⇒ web-0:8080 0123456789ab\n",
        "11:06:40Z ok default/web 192.168.50.10:2000 → n1:30082 ⇒ web-0:8080 0123456789ab\n",
        "11:06:40Z ok default/web 192.168.50.10:2000 → n1:30082 ⇒ web-0:8080 0123456789ab\n",
        "11:06:40Z ok default/web 192.168.50.10 → n1:30082 ⇒ web-0:8080 0123456789ab\n",
        "11:06:40Z ok …/web 192.168.50.10 → n1:30082 ⇒ web-0:8080 0123456789ab\n",
        "11:06:40Z ok web 192.168.50.10 → n1:30082 ⇒ web-0:8080 0123456789ab\n",
      ])
  }

  @Test("No line is wider than the terminal, or loses outcome, Service, ends or id", arguments: [false, true])
  func fits(_ isColoured: Bool) throws {
    let path = try sample()
    for width in 69...220 {
      let line = try text(.line, path, width: width, isColoured: isColoured)
      #expect(displayWidth(line) <= width)
      for word in ["ok", "/web", "192.168.50.10", "n1:30082", "web-0", "8080", "0123456789ab"] {
        #expect(line.contains(word), "\(width): \(line)")
      }
    }
  }

  @Test("A long name of a Service is cut in its middle before a line is too long, and a short one never")
  func longNames() throws {
    let path = try SamplePath.make { $0.names.service = nil }
    let words = Words(map: try SamplePath.map())
    var parts = LineParts(path, words, .time, TimeReference())
    parts.subject = "monitoring/kube-prometheus-stack-kube-state-metrics"
    let line = LineFit.line(parts, Style(isColoured: false), width: 80)
    #expect(displayWidth(line) <= 80)
    #expect(line.contains(" kube-") && line.contains("metrics ") && line.hasSuffix("0123456789ab"), "\(line)")
    parts.subject = "monitoring/web"
    #expect(LineFit.line(parts, Style(isColoured: false), width: 40).contains(" web "))
  }

  @Test("Why it failed is shortened, and goes last")
  func ending() throws {
    let path = try SamplePath.make { $0.state = .refused }
    for width in 80...200 {
      let line = try text(.line, path, width: width)
      #expect(displayWidth(line) <= width)
      #expect(line.contains("refused") && (width < 93 || line.contains("✗ RST from pod")))
    }
  }

  @Test("Tables of hops and their notes fit; columns go as a whole, and words wrap")
  func path() throws {
    let path = try SamplePath.make {
      $0.gaps = [
        Gap(about: .backend, reason: .noTapBehindFront, needs: [.podSide(node: "n1"), .conntrack(node: "n1")])
      ]
    }
    for width in 72...160 {
      for line in try text(.path, path, width: width, isColoured: true).split(separator: "\n") {
        #expect(displayWidth(String(line)) <= width, "\(width): \(line)")
      }
    }
    let lines = try text(.path, path, width: 80).split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("  1  n1 eth0 in  192.168.50.10:2000") && !$0.contains("…") })
    #expect(lines.contains("    ? where it went cannot be concluded: no tap showed it translated; needs a"))
  }
}
