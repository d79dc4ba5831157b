import Wire

/// Reads what the kernel's connection tracking tells as text, whoever wrote it: `conntrack -L`, `conntrack -E`,
/// `/proc/net/nf_conntrack`; the output options may be any.
public enum ConntrackText {
  /// - Parameters:
  ///   - bytes: one file.
  ///   - name: what to call it in evidence and errors.
  ///   - host: whose table it is.
  ///   - records: what to add to; unchanged when it throws.
  /// - Throws: when there are lines and none of them is an entry. A file without lines is an empty table.
  public static func load(
    _ bytes: [UInt8], name: String, host: String, into records: inout ConntrackRecords
  ) throws(ConntrackLoadError) {
    if let reason = ConntrackSniff.refusal(bytes) { throw ConntrackLoadError(name, reason) }
    records.files.append(ConntrackFile(name: name, host: host))
    var reader = Reader(bytes, file: records.files.count - 1)
    reader.read(into: &records)
    let file = records.files[reader.file]
    if file.malformed > 0 && reader.known == 0 {
      records.files.removeLast()
      throw ConntrackLoadError(name, "no conntrack entry is in it; \(ConntrackSniff.describe(bytes))")
    }
  }

  private struct Reader {
    let file: Int
    /// Lines that are conntrack's for sure.
    var known = 0
    private var lines: ConntrackLines
    private var folder: ConntrackFolder

    init(_ bytes: [UInt8], file: Int) {
      self.file = file
      lines = ConntrackLines(bytes)
      folder = ConntrackFolder(file: file)
    }

    mutating func read(into records: inout ConntrackRecords) {
      while let line = lines.next() {
        if ConntrackLines.isBanner(line.text, line.range) {
          known += 1
        } else if ConntrackLines.tellsLoss(line.text, line.range) {
          records.files[file].lostEvents = true
        } else if !ConntrackLines.isRemark(line.text, line.range) {
          take(line, &records)
        }
      }
    }

    private mutating func take(_ line: ConntrackLines.Line, _ records: inout ConntrackRecords) {
      switch ConntrackLine.parse(line.text, line.range) {
      case .entry(let entry):
        known += 1
        folder.add(entry, line.text, number: line.number, to: &records)
      case .skipped:
        known += 1
        records.files[file].skipped += 1
      case .malformed(let reason):
        records.files[file].note(line.number, line.isWhole ? reason : "\(reason); the file is cut there")
      case .foreign:
        records.files[file].note(line.number, "it is no conntrack entry")
      }
    }
  }
}
