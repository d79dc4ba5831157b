import Wire

/// Why an input, or the rest of it, was not read: what, where, why, and what to do next.
///
/// Tests and callers compare `code`; people read `sentence`, which names the file.
public struct InputProblem: Error, Hashable, Sendable {
  public enum Code: Hashable, Sendable {
    /// errno of the failed call.
    case cannotOpen(Int32)
    case cannotRead(Int32)
    case directory
    /// A device that is not a pipe; `terminal` when standard input is one.
    case device
    case terminal
    /// Standard input was named more than once.
    case repeatedStandardInput
    case damaged(CaptureFileError.Code)
    /// gzip or zstd data that cannot be unpacked any further.
    case packing
    /// A file that was followed lost bytes that had been read.
    case shortened
    /// The name of a file that was followed is another file's now.
    case replaced
  }

  public let code: Code
  /// As given by the caller; `standard input` for `-`.
  public let file: String
  /// Position among the inputs.
  public let fileIndex: Int
  /// Where the record in question begins, when bytes were read.
  public let byteOffset: UInt64?
  /// Packets of this file that were read before, all of them good.
  public let packetsBefore: UInt64
  public let sentence: String
}

extension InputProblem: CustomStringConvertible {
  public var description: String { sentence }
}

extension InputProblem {
  /// - Parameter packing: of the file; offsets then count unpacked bytes.
  init(_ error: CaptureFileError, file: String, fileIndex: Int, packing: Packing?) {
    let subject = packing.map { "\(file), unpacked from \($0)" } ?? file
    self.init(
      code: .damaged(error.code), file: file, fileIndex: fileIndex, byteOffset: error.byteOffset,
      packetsBefore: error.packets, sentence: "\(subject): \(error.sentence.naming(file))")
  }

  /// The input as a whole is none that can be read: nothing of it was used.
  public var isForeign: Bool {
    guard case .damaged(let code) = code else { return false }
    return CaptureFileError(code: code, byteOffset: byteOffset ?? 0, packets: packetsBefore).isForeign
  }

  /// The input could not be opened.
  init(_ code: Code, file: String, fileIndex: Int) {
    self.init(
      code: code, file: file, fileIndex: fileIndex, byteOffset: nil, packetsBefore: 0,
      sentence: "\(file): \(Self.reason(code))")
  }

  /// The input was open and failed.
  init(_ error: ReadError, file: String, fileIndex: Int, byteOffset: UInt64, packets: UInt64) {
    let count = packets == 1 ? "1 packet" : "\(packets) packets"
    let use = packets == 1 ? "is" : "are"
    let (code, offset, sentence): (Code, UInt64, String) =
      switch error {
      case .system(let error):
        (.cannotRead(error.number), byteOffset, "reading stopped at byte \(byteOffset) after \(count): \(error.words)")
      case .packing(let problem):
        (.packing, problem.byteOffset, "\(problem.reason); the \(count) before it \(use) used")
      case .shortened(let size):
        (
          .shortened, byteOffset,
          "was cut to \(size) bytes while it was followed, after \(count); what was read before is used"
        )
      case .replaced:
        (
          .replaced, byteOffset,
          "another file has this name now (was it rotated?), and the old one does not grow: its \(count) were read, "
            + "the new file is not followed; start again for it"
        )
      }
    self.init(
      code: code, file: file, fileIndex: fileIndex, byteOffset: offset, packetsBefore: packets,
      sentence: "\(file): \(sentence)")
  }

  private static func reason(_ code: Code) -> String {
    switch code {
    case .cannotOpen(let number): "cannot be opened: \(SystemError(number: number).words)"
    case .cannotRead(let number): "cannot be read: \(SystemError(number: number).words)"
    case .directory: "is a directory: name the capture files in it"
    case .device: "is a device: give a capture file, a pipe, or - for standard input"
    case .terminal: "is a terminal: pipe a capture into it, as in tcpdump -w - | hopscope replay -"
    case .repeatedStandardInput: "was given more than once: it can be read only once"
    case .damaged, .packing, .shortened, .replaced: "is damaged"
    }
  }
}

extension String {
  /// Puts the file's name where a remedy says FILE.
  fileprivate func naming(_ file: String) -> String {
    if file == InputFile.standardInputName { return self }
    return split(separator: "FILE", omittingEmptySubsequences: false).joined(separator: file)
  }
}
