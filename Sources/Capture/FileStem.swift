/// The last component of a path, as far as `/` goes.
func lastComponent(_ path: String) -> Substring {
  path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
}

/// A file name without directory and without the endings that capture files have, any number of them.
func fileStem(_ path: String) -> String {
  var name = lastComponent(path)
  if let dot = name.lastIndex(of: "."), isNumber(name[name.index(after: dot)...]),
    name[..<dot].split(separator: ".").dropFirst().last.map(isCaptureEnding) ?? false
  {
    // logrotate numbers its files: x.pcap.1
    name = name[..<dot]
  }
  while let dot = name.lastIndex(of: "."), dot != name.startIndex, isCaptureEnding(name[name.index(after: dot)...]) {
    name = name[..<dot]
  }
  return String(name)
}

private func isCaptureEnding(_ ending: Substring) -> Bool {
  let word = ending.lowercased()
  if ["pcap", "pcapng", "cap", "dmp", "ntar", "gz", "zst", "xz", "bz2", "lz4"].contains(word) { return true }
  // tcpdump -C and -W number their files: pcap0, pcap12; and so do our own recordings: pcapng1
  return ["pcap", "pcapng"].contains { word.hasPrefix($0) && isNumber(word.dropFirst($0.count)) }
}

private func isNumber(_ word: Substring) -> Bool { !word.isEmpty && word.allSatisfy { $0.isASCII && $0.isNumber } }
