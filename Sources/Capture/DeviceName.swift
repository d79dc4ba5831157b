/// Which names of capture interfaces may be those of Linux devices.
enum DeviceName {
  /// What Wireshark calls captures that another program brings: their packets may be of many devices.
  private static let programs: Set<String> = [
    "sshdump", "sshdump.exe", "ciscodump", "wifidump", "udpdump", "randpktdump", "dpauxmon", "sdjournal",
  ]

  /// By the kernel's rule (`dev_valid_name`, net/core/dev.c): at most 15 bytes, none of them `/`, `:` or white space, not `.`
  /// or `..`. `any` is all devices, and `-` is what dumpcap calls standard input.
  static func mayBeOne(_ name: String) -> Bool {
    (1...15).contains(name.utf8.count) && !["any", "-", ".", ".."].contains(name) && !programs.contains(name)
      && !name.utf8.contains {
        $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") || $0 == 0x20 || (9...13).contains($0)
      }
  }
}
