import Render
import Testing

/// What is said of lost packets.
@Suite struct LossWordsTests {
  @Test("Worst first, three by name, the rest counted")
  func devices() {
    let text = LossWords.sentence(["a": 1, "b": 5, "c": 3, "d": 5, "e": 2], .kernel)
    #expect(text.hasPrefix("16 packets lost on b, d, c and 2 more (the kernel's buffer was full): "))
  }

  @Test("One packet is one packet, and a name cannot write on the screen")
  func hostile() {
    let text = LossWords.sentence(["e\u{1b}[2Jth": 1], .queue)
    #expect(text.hasPrefix("1 packet lost on "))
    #expect(text.contains("(hopscope did not keep up)"))
    #expect(!text.unicodeScalars.contains("\u{1b}"))
  }

  @Test("Counts beyond all bounds do not stop it")
  func extremes() {
    #expect(LossWords.sentence(["a": .max, "b": .max], .device).contains("the device dropped them"))
  }
}
