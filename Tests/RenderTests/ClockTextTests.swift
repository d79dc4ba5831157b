import Testing
import Wire
import Trace

@testable import Render

/// What is said about hosts' clocks.
@Suite struct ClockTextTests {
  private func report(_ change: (inout ClockEstimate) -> Void) -> ClockReport {
    var estimate = ClockEstimate(host: 1, reference: 0)
    estimate.basis = .both
    estimate.packets = 312
    estimate.uncertainty = 91_400
    change(&estimate)
    return ClockReport(host: "worker-\u{1b}2", reference: "worker-1", estimate: estimate)
  }

  @Test("A corrected clock, with its uncertainty")
  func corrected() {
    let ahead = report {
      $0.line = ClockLine(offset: 5_000_123_456, drift: 1.0021e-4, origin: 0)
      $0.driftUncertainty = 3e-7
    }
    #expect(
      ahead.sentence == "clock of worker-\\u{1b}2 is 5.000123 s ahead of worker-1"
        + " (± 91µs, drift +100.2 ± 0.3 ppm, 312 packets both ways): corrected")
    let behind = report {
      $0.line = ClockLine(offset: -1_999, drift: 0, origin: 0)
      ($0.basis, $0.uncertainty, $0.packets) = (.oneWay, nil, 1)
    }
    #expect(
      behind.sentence == "clock of worker-\\u{1b}2 is 0.000002 s behind worker-1"
        + " (at least, 1 packet in one direction only): corrected")
  }

  @Test("Nothing is said of clocks that agree")
  func agreeing() { #expect(report { _ in }.sentence == nil) }

  @Test("A clock that was set is told, not corrected")
  func unsteady() {
    #expect(
      report { $0.isSteady = false }.sentence?.hasSuffix("(± 91µs, 312 packets both ways): not corrected") == true)
  }

  @Test("JSON has every host, extremes included")
  func json() {
    let estimate = report {
      $0.line = ClockLine(offset: .min, drift: -1e-9, origin: 0)
      $0.isSteady = false
    }
    let none = ClockReport(host: "n3", reference: nil, estimate: ClockEstimate(host: 2, reference: 2))
    var json = JSONWriter()
    json.object { ClockJSON.write([estimate, none], &$0) }
    #expect(
      String(decoding: json.bytes, as: UTF8.self)
        == #"{"clocks":[{"host":"worker-\u001b2","relativeTo":"worker-1","offset_ns":-9223372036854775808,"#
        + #""drift_ppm":-0.001,"uncertainty_ns":91400,"packets":312,"basis":"both","steady":false,"corrected":true},"#
        + #"{"host":"n3","packets":0,"basis":"none","corrected":false}]}"#)
    #expect(estimate.sentence != nil)
  }
}
