/// The page of `?`.
enum TopHelp {
  static let keys: [(key: String, meaning: String)] = [
    ("?", "this page, and back"),
    ("up down j k", "one line; page up, page down, home, end (g, G)"),
    ("enter", "open: a Service's paths, then one path; what a finding rests on"),
    ("esc", "back; first it takes a filter away"),
    ("tab", "the next pane"),
    ("/TEXT", "only what matches the regular expression, in any case"),
    ("/!TEXT", "only what does not match"),
    (":", "a command: :q  :sort WORD  :service NAME  :filter TEXT  :pause  :help"),
    ("s", "sort by the next column: failed, conns, ok, connect, bytes, last, name"),
    ("p", "pause and go on; meanwhile everything is counted"),
    ("f", "follow the newest path, or stay with the selected one"),
    ("y", "a Wireshark display filter for the selection"),
    ("w", "write the packets of the selection to a file"),
    ("ctrl-l", "draw everything anew"),
    ("q, ctrl-c", "quit"),
  ]

  static let words: [(key: String, meaning: String)] = [
    ("CONNS", "connections, those that go on included"),
    ("FAILED, OK", "how many went wrong, and the share that went well"),
    ("P50, P99", "time from SYN to SYN-ACK at the tap nearest to the client: median, 99th percentile"),
    ("1ST P50, P99", "time from the first request byte to the first byte of the answer"),
    ("BYTES", "of IP packets, in each direction where most passed"),
    ("LAST", "since its last packet, by the packets' clock"),
    ("+76us", "time from the tap before, by the client's first packet"),
    ("seen", "packets passed this tap; the time from another is not known"),
  ]
}
