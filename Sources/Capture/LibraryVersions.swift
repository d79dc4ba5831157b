import CPcap

/// What the libraries that captures are read with say of themselves, as they are now and not as they were when this was
/// built.
public enum LibraryVersions {
  public static var all: [String] {
    [unsafe pcap_lib_version().map { unsafe String(cString: $0) }].compactMap { $0 }
  }
}
