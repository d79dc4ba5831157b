import Wire

/// A fixed number of open inputs. An array cannot hold values that cannot be copied.
@safe struct InputFileTable: ~Copyable {
  /// Bytes of all first buffers together: many files get smaller ones.
  static let bufferBudget = 16 << 20

  let base: UnsafeMutablePointer<InputFile>
  private(set) var count = 0

  /// Opens every path and goes to each one's first packet.
  /// - Throws: also when an input turns out not to be a capture file.
  init(_ paths: [String], shifts: [ClockLine?], mode: ReadingMode) throws(InputProblem) {
    unsafe base = UnsafeMutablePointer<InputFile>.allocate(capacity: max(1, paths.count))
    let block = min(FileReader.blockSize, max(16 << 10, Self.bufferBudget / max(1, paths.count)))
    for (index, path) in paths.enumerated() {
      if path == "-", paths[..<index].contains("-") {
        throw InputProblem(.repeatedStandardInput, file: InputFile.standardInputName, fileIndex: index)
      }
      let file = try InputFile.open(
        path, index: index, shift: index < shifts.count ? shifts[index] : nil, block: block, mode: mode)
      unsafe (base + index).initialize(to: file)
      count += 1
      _ = unsafe base[index].step()
      if unsafe base[index].isForeign, let problem = unsafe base[index].problem { throw problem }
    }
  }

  deinit {
    unsafe base.deinitialize(count: count)
    unsafe base.deallocate()
  }
}
