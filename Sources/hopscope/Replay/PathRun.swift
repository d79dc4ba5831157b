import Cluster

/// Finds paths in packets, wherever those come from.
protocol PathRun {
  /// The maps that paths are named by.
  var timeline: MapTimeline { get }
  var outlet: PathOutlet { get set }

  /// - Returns: how it went; the last line is out.
  mutating func run<Sink: PathSink & ~Copyable>(into sink: inout Sink) throws -> ExitStatus
}
