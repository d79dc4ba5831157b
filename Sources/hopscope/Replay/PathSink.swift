import Cluster
import Render
import Trace

/// Gets what a replay finds.
protocol PathSink: ~Copyable {
  /// Paths, as they are completed.
  mutating func take(_ paths: [Path], _ printer: PathPrinter) throws
  /// Paths of live input that are known and go on; they will be among those of `take` when they are complete.
  mutating func announce(_ paths: [Path], _ printer: PathPrinter) throws
  /// Nothing comes for a while: what is known is to be seen.
  mutating func flush() throws
  /// Some times a second, also while nothing comes.
  /// - Returns: false when nothing more is wanted.
  mutating func refresh(_ progress: RunProgress) throws -> Bool
  /// What is wrong, where somebody asked for it: some times a second, and at the end.
  /// - Parameters:
  ///   - findings: all so far, the gravest first.
  ///   - new: those among them that were not there the last time.
  mutating func judge(_ findings: [Finding], new: [Finding], _ printer: PathPrinter) throws
  /// Packets were lost just now: what is found from here on may lack something.
  mutating func tellLosses(_ summary: RunSummary, _ printer: PathPrinter) throws
  /// Paths that begin from now on are named by the newest map.
  mutating func update(_ timeline: MapTimeline)
  /// After the last one.
  mutating func finish(_ summary: RunSummary, _ printer: PathPrinter) throws
}

extension PathSink where Self: ~Copyable {
  mutating func announce(_ paths: [Path], _ printer: PathPrinter) {}
  mutating func flush() {}
  mutating func refresh(_ progress: RunProgress) -> Bool { true }
  mutating func judge(_ findings: [Finding], new: [Finding], _ printer: PathPrinter) {}
  mutating func tellLosses(_ summary: RunSummary, _ printer: PathPrinter) {}
  mutating func update(_ timeline: MapTimeline) {}
}
