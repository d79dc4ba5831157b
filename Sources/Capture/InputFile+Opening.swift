import Wire

extension InputFile {
  static let standardInputName = "standard input"

  /// - Parameter path: `-` is standard input.
  static func open(
    _ path: String, index: Int, shift: ClockLine?, block: Int, mode: ReadingMode
  ) throws(InputProblem) -> InputFile {
    let reader = try reader(of: path, index: index, block: block, mode: mode)
    return InputFile(name: path == "-" ? standardInputName : path, index: index, shift: shift, reader: reader)
  }

  static func reader(
    of path: String, index: Int, block: Int, mode: ReadingMode
  ) throws(InputProblem) -> FileReader {
    let name = path == "-" ? standardInputName : path
    let source: (descriptor: Int32?, status: FileStatus)
    do throws(SystemError) {
      source = try descriptor(of: path, mode)
    } catch {
      throw InputProblem(.cannotOpen(error.number), file: name, fileIndex: index)
    }
    if let refusal = refusal(source.status) { throw InputProblem(refusal, file: name, fileIndex: index) }
    let size = source.status.kind == .regular ? UInt64(max(0, source.status.size)) : nil
    let manner = manner(of: source.status, mode)
    let bytes = ByteSource(
      descriptor: source.descriptor ?? Syscalls.standardInput, owned: source.descriptor != nil, manner: manner,
      path: path == "-" ? nil : path)
    return FileReader(bytes, size: manner == .followed ? nil : size, block: block)
  }

  private static func manner(of status: FileStatus, _ mode: ReadingMode) -> ByteSource.Manner {
    switch (mode, status.kind) {
    case (.toTheEnd, _): .patient
    case (_, .pipe): .live
    case (.following, .regular): .followed
    default: .patient
    }
  }

  /// - Returns: no descriptor for standard input and for what is refused: opening a device can do things.
  private static func descriptor(of path: String, _ mode: ReadingMode) throws(SystemError) -> (Int32?, FileStatus) {
    guard path != "-" else { return (nil, try Syscalls.status(Syscalls.standardInput)) }
    let status = try Syscalls.status(path)
    guard refusal(status) == nil else { return (nil, status) }
    return (try Syscalls.open(path, waiting: mode == .toTheEnd || status.kind != .pipe), status)
  }

  /// Whether the path is a pipe: bytes come when they come.
  static func isPipe(_ path: String) -> Bool {
    (path == "-" ? try? Syscalls.status(Syscalls.standardInput) : try? Syscalls.status(path))?.kind == .pipe
  }

  /// Whether the path is a file that gives the same bytes when it is opened again.
  static func isRepeatable(_ path: String) -> Bool {
    guard path != "-", let status = try? Syscalls.status(path) else { return false }
    return status.kind == .regular
  }

  private static func refusal(_ status: FileStatus) -> InputProblem.Code? {
    switch status.kind {
    case .regular, .pipe: nil
    case .directory: .directory
    case .terminal: .terminal
    case .device: .device
    }
  }
}
