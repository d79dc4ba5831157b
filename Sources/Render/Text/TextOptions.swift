/// What a person chose for the text forms.
public struct TextOptions: Sendable {
  public var style: Style
  /// Columns of the terminal; nil for no limit.
  public var width: Int?
  /// Addresses instead of names of pods and nodes.
  public var isNumeric = false
  public var time = TimeFormat.time
  public var hasHeaders = true

  public init(style: Style, width: Int? = nil) {
    self.style = style
    self.width = width
  }
}
