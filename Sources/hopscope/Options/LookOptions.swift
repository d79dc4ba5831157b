import ArgumentParser
import Render

enum ColourChoice: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

/// How what is printed looks, for every command.
struct LookOptions: ParsableArguments {
  @Option(help: "Colours: auto (on a terminal, unless NO_COLOR is set or TERM is dumb), always, never.")
  var color = ColourChoice.auto

  @Flag(help: "Text in ASCII: -> for an arrow, us for microseconds, \\u{8282} for a character that has no such form.")
  var ascii = false

  @Flag(name: [.short, .long], help: "No notes and no progress on standard error; errors are still told.")
  var quiet = false

  @Flag(
    name: [.short, .long], help: "Tell more: of live input also each change of a connection (update), and its end.")
  var verbose = false

  @OptionGroup var configuration: ConfigurationOptions

  var style: Style { Style(isColoured: Terminal.wantsColour(color), isASCII: ascii) }

  /// - Parameter file: where the text goes; nil for standard output.
  func text(to file: String? = nil) -> TextOptions {
    guard file == nil else { return TextOptions(style: Style(isColoured: color == .always, isASCII: ascii)) }
    return TextOptions(style: style, width: Terminal.columns)
  }
}
