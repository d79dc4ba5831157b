import Glibc

/// What the files of a recording are called: tcpdump's rules for -C, -G and -W.
///
/// | options | files |
/// |---|---|
/// | | `FILE` |
/// | -C | `FILE`, `FILE1`, `FILE2` … |
/// | -C -W 10 | `FILE0` … `FILE9`, then `FILE0` again; with -W 1 only `FILE` |
/// | -G | `FILE` with its `%H%M%S` filled in; without any, as with -C, where tcpdump would write over the file before |
/// | -G -C | the same, and a number behind it within each period; -W counts all files |
struct RecordingNames: Sendable {
  let settings: RecordingSettings

  /// - Parameters:
  ///   - number: files before this one, of the period if times tell them apart.
  ///   - time: when the period began, nanoseconds since 1970.
  func name(_ number: Int, at time: Int64) -> String {
    let hasTime = settings.period != nil && settings.path.contains("%")
    let path = hasTime ? Self.fill(settings.path, time) : settings.path
    guard settings.path != "-" else { return path }
    if let limit = settings.fileLimit, settings.sizeLimit != nil, settings.period == nil {
      return limit == 1 ? path : path + Self.padded(number % limit, like: limit - 1)
    }
    return number == 0 ? path : path + "\(number)"
  }

  /// Whether the numbers begin again with each period.
  var numbersPeriods: Bool { settings.period != nil && settings.path.contains("%") }

  private static func padded(_ number: Int, like greatest: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, String(greatest).count - text.count)) + text
  }

  /// strftime(3), by this machine's time zone.
  private static func fill(_ path: String, _ time: Int64) -> String {
    var seconds = time_t(time / 1_000_000_000)
    var parts = unsafe tm()
    unsafe localtime_r(&seconds, &parts)
    var text = [CChar](repeating: 0, count: 4_096)
    let count = unsafe strftime(&text, text.count, path, &parts)
    return count == 0 ? path : String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// How a recording is cut into files.
public struct RecordingSettings: Sendable {
  /// `-` is standard output.
  public var path: String
  /// Bytes after which the next file begins (-C).
  public var sizeLimit: UInt64?
  /// Nanoseconds after which the next file begins (-G).
  public var period: Int64?
  /// Files kept (-W).
  public var fileLimit: Int?
  /// `shb_userappl`.
  public var application: String
  /// Of the section header: what was captured, and why.
  public var comments: [String] = []

  public init(path: String, application: String) {
    self.path = path
    self.application = application
  }
}
