/// Makes text from packets, files and Kubernetes objects harmless to look at: the one function that every such string
/// passes on its way to a terminal, a log or a report.
///
/// Control characters (C0, DEL, C1), bidirectional and zero-width marks, line separators and invisible tags become their
/// `\u{1b}` form; a backslash that could be taken for such a form stays as it is. Nothing relies on Kubernetes' own
/// validation of names: dumps are files, and files say what they like.
public func printable(_ text: String) -> String {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return text }
  var safe = ""
  for scalar in text.unicodeScalars {
    if isHarmless(scalar) {
      safe.unicodeScalars.append(scalar)
    } else {
      safe += "\\u{" + String(scalar.value, radix: 16) + "}"
    }
  }
  return safe
}

func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7f..<0xa0: false
  case 0xad, 0x61c, 0x180e, 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x206f, 0xfeff, 0xfff9...0xfffb: false
  case 0xe0000...0xe0fff: false
  default: true
  }
}
