import Cluster
import Testing
import Trace

@testable import Render

/// What a screen costs with 2,000 Services and 100,000 connections that go on.
@Suite struct TopCostTests {
  @Test("A frame costs what is seen, not what there is; one that shows nothing new is no byte") func frames() throws {
    let (small, _) = try Self.measure(services: 20, paths: 1000)
    let (large, bytes) = try Self.measure(services: 2000, paths: 100_000)
    print("top: a frame of 160x50 takes \(large) with 100000 paths of 2000 Services, \(small) with 1000 of 20")
    #expect(bytes == 0)
    // Lists of 2,000 are walked, a hundred times the paths are not: nothing near 100 times.
    #expect(large < small * 10)
  }

  /// - Returns: the least time of a frame that changed, and bytes of one that did not.
  private static func measure(services: Int, paths: Int) throws -> (Duration, Int) {
    var model = TopModel(timeline: MapTimeline(try SamplePath.map()), style: Style(isColoured: true))
    let pattern = try SamplePath.make()
    func path(_ number: Int) -> Path {
      var path = pattern
      path.id = "\(number)"
      path.names.service = nil
      path.names.front = nil
      path.front?.port = UInt16(number % services)
      return path
    }
    for start in stride(from: 0, to: paths, by: 500) { model.announce((start..<start + 500).map(path)) }
    model.settle(at: 0)
    var shown = model.render(width: 160, height: 50)
    let clock = ContinuousClock()
    var least = Duration.seconds(1000)
    for frame in 1...8 {
      model.announce((0..<10).map { path(frame * 10 + $0) })
      let took = clock.measure {
        model.settle(at: Int64(frame) * 100_000_000)
        let grid = model.render(width: 160, height: 50)
        _ = GridDiff.bytes(from: shown, to: grid, .many)
        shown = grid
      }
      least = min(least, took)
    }
    model.settle(at: 850_000_000)
    return (least, GridDiff.bytes(from: shown, to: model.render(width: 160, height: 50), .many).count)
  }
}
