import Testing
import Wire

/// Files that are something else are named, with a way out.
@Suite struct CaptureFileForeignTests {
  @Test(arguments: [
    ([0x1f, 0x8b, 8, 0] as [UInt8], FileFormat.gzip), ([0x28, 0xb5, 0x2f, 0xfd], .zstd),
    ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], .xz), (Array("BZh9".utf8), .bzip2), ([0x50, 0x4b, 3, 4], .zip),
    (Array("snoop\0\0\0".utf8), .snoop), (Array("RTSS".utf8), .netMonitor), (Array("GMBU".utf8), .netMonitor),
    ([0xa1, 0x2b, 0x3c, 0x4d], .modifiedPcap), ([0x4d, 0x3c, 0x2b, 0xa1], .modifiedPcap),
    ([0xa1, 0xb2, 0xc3, 0xcb], .savedFilter), (Array("{\"kind\"".utf8), .json), ([0x01, 0x10, 0, 0], .lanalyzer),
    ([0x7f, 0x45, 0x4c, 0x46], .elf),
  ])
  func named(bytes: [UInt8], format: FileFormat) {
    for tail in [[], [UInt8](repeating: 0, count: 40)] {
      for chunk in [1, 3, 100] {
        let error = readCaptureFile(bytes + tail, chunk: chunk).error
        #expect(error == CaptureFileError(code: .otherFormat(format), byteOffset: 0, packets: 0))
        #expect(error?.isForeign == true)
      }
    }
  }

  @Test func sentences() {
    #expect(
      readCaptureFile([0x1f, 0x8b, 8, 0]).error?.sentence
        == "this is a gzip file: unpack it first: gzip -dc FILE | hopscope replay -")
    #expect(
      readCaptureFile(Array("hello world".utf8)).error?.sentence
        == "this is neither pcap nor pcapng (it begins with the text “hell”): give a .pcap or .pcapng file")
    #expect(readCaptureFile([]).error?.sentence.hasPrefix("the file is empty: ") == true)
    for format in FileFormat.allCases {
      let error = CaptureFileError(code: .otherFormat(format), byteOffset: 0, packets: 0)
      #expect(error.sentence.hasPrefix("this is a"))
    }
  }
}
