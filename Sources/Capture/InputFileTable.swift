import Wire

/// A fixed number of open inputs. An array cannot hold values that cannot be copied.
@safe struct InputFileTable: ~Copyable {
  /// Bytes of all first buffers together: many files get smaller ones.
  static let bufferBudget = 16 << 20

  let base: UnsafeMutablePointer<InputFile>
  private(set) var count = 0

  /// Opens every path and goes to each one's first packet. Of several files none stays open: each is opened again when
  /// its time comes, so that a capture in a thousand parts takes one descriptor.
  /// - Throws: also when an input turns out not to be a capture file.
  init(_ paths: [String], shifts: [ClockLine?], mode: ReadingMode) throws(InputProblem) {
    unsafe base = UnsafeMutablePointer<InputFile>.allocate(capacity: max(1, paths.count))
    let areParked = paths.count > 1 && mode == .toTheEnd
    let block = areParked ? Self.leastBlock : Self.block(among: paths.count)
    for (index, path) in paths.enumerated() {
      if path == "-", paths[..<index].contains("-") {
        throw InputProblem(.repeatedStandardInput, file: InputFile.standardInputName, fileIndex: index)
      }
      let file = try InputFile.open(
        path, index: index, shift: index < shifts.count ? shifts[index] : nil, block: block, mode: mode)
      unsafe (base + index).initialize(to: file)
      count += 1
      _ = unsafe base[index].step()
      if areParked, InputFile.isRepeatable(path), unsafe base[index].state == .packet { unsafe base[index].park() }
      if unsafe base[index].isForeign, let problem = unsafe base[index].problem { throw problem }
    }
  }

  private static let leastBlock = 16 << 10

  /// How large a buffer each of so many open files gets.
  private static func block(among count: Int) -> Int {
    min(FileReader.blockSize, max(leastBlock, bufferBudget / max(1, count)))
  }

  /// Opens a file whose time has come.
  func unpark(_ file: Int) -> InputFile.State {
    let open = (0..<count).count { unsafe !base[$0].isParked }
    return unsafe base[file].unpark(block: Self.block(among: open + 1))
  }

  deinit {
    unsafe base.deinitialize(count: count)
    unsafe base.deallocate()
  }
}
