import CPcap
import CZlib
import CZstd

/// What the libraries that captures are read with say of themselves, as they are now and not as they were when this was
/// built.
public enum LibraryVersions {
  public static var all: [String] {
    unsafe [text(pcap_lib_version()), "zlib \(text(zlibVersion()))", "zstd \(text(ZSTD_versionString()))"]
  }

  private static func text(_ words: UnsafePointer<CChar>?) -> String {
    unsafe words.map { unsafe String(cString: $0) } ?? "unknown"
  }
}
