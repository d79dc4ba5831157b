/// The words of a line as numbers: their last eight letters, first letter highest, so that telling them apart is one
/// comparison and no text is made.
///
/// A longer word that ends alike would be taken for it; conntrack prints none.
struct ConntrackWord: Equatable {
  var letters: UInt64

  init(_ letters: UInt64) { self.letters = letters }

  init(_ text: [UInt8], _ range: Range<Int>) {
    letters = 0
    for index in range { letters = letters << 8 | UInt64(text[index]) }
  }

  static func ~= (pattern: ConntrackWord, word: ConntrackWord) -> Bool { pattern.letters == word.letters }

  /// `src`
  static let source = ConntrackWord(0x73_7263)
  /// `dst`
  static let destination = ConntrackWord(0x64_7374)
  /// `sport`
  static let sourcePort = ConntrackWord(0x73_706f_7274)
  /// `dport`
  static let destinationPort = ConntrackWord(0x64_706f_7274)
  /// `type`
  static let type = ConntrackWord(0x7479_7065)
  /// `code`
  static let code = ConntrackWord(0x636f_6465)
  /// `id`
  static let identifier = ConntrackWord(0x6964)
  /// `zone`
  static let zone = ConntrackWord(0x7a6f_6e65)
  /// `zone-orig`
  static let originalZone = ConntrackWord(0x6f6e_652d_6f72_6967)
  /// `delta-time`
  static let delta = ConntrackWord(0x6c74_612d_7469_6d65)
  /// `[start`
  static let start = ConntrackWord(0x5b73_7461_7274)
  /// `[stop`
  static let stop = ConntrackWord(0x5b_7374_6f70)
  /// `[NEW]`
  static let new = ConntrackWord(0x5b_4e45_575d)
  /// `[UPDATE]`
  static let update = ConntrackWord(0x5b55_5044_4154_455d)
  /// `[DESTROY]`
  static let destroy = ConntrackWord(0x4445_5354_524f_595d)
  /// `[UNREPLIED]`
  static let unreplied = ConntrackWord(0x5245_504c_4945_445d)
  /// `[ASSURED]`
  static let assured = ConntrackWord(0x4153_5355_5245_445d)
  /// `[OFFLOAD]` and `[HW_OFFLOAD]`
  static let offload = ConntrackWord(0x4f46_464c_4f41_445d)
  /// `ipv4`
  static let ipv4 = ConntrackWord(0x6970_7634)
  /// `ipv6`
  static let ipv6 = ConntrackWord(0x6970_7636)
}
