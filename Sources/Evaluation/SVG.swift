/// What plots are written with: SVG's elements as text.
///
/// Lengths are whole tenths of a unit, so that equal input gives equal bytes.
package enum SVG {
  /// Of the document's font, in units.
  package static let fontSize = 13

  /// A whole XML document of that size, on white.
  package static func document(title: String, width: Int, height: Int, parts: [String]) -> String {
    let frame = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(width) \#(height)" "#
        + #"width="\#(width)" height="\#(height)" font-family="Helvetica, Arial, sans-serif" font-size="\#(fontSize)">"#,
      "<title>\(escaped(title))</title>",
      #"<rect width="100%" height="100%" fill="white"/>"#,
    ]
    return (frame + parts + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  /// - Parameters:
  ///   - anchor: which part of the text is at `x`: start, middle or end.
  ///   - size: of the font, in units.
  package static func text(
    _ text: String, x: Int, y: Int, anchor: String, weight: String = "normal", size: Int = fontSize
  ) -> String {
    let size = size == fontSize ? "" : #" font-size="\#(size)""#
    return #"<text x="\#(length(x))" y="\#(length(y))" text-anchor="\#(anchor)" font-weight="\#(weight)"\#(size)>"#
      + escaped(text) + "</text>"
  }

  /// - Parameter radius: to the middle of the line around it.
  package static func circle(x: Int, y: Int, radius: Int, fill: String, stroke: String) -> String {
    #"<circle cx="\#(length(x))" cy="\#(length(y))" r="\#(length(radius))" fill="\#(fill)" stroke="\#(stroke)" "#
      + #"stroke-width="2"/>"#
  }

  /// A point as paths have it.
  package static func point(_ x: Int, _ y: Int) -> String { "\(length(x)),\(length(y))" }

  /// A length in tenths of a unit as SVG writes it.
  package static func length(_ tenths: Int) -> String {
    let (whole, part) = (abs(tenths) / 10, abs(tenths) % 10)
    return (tenths < 0 ? "-" : "") + (part == 0 ? "\(whole)" : "\(whole).\(part)")
  }

  /// Text for XML 1.0, in which most control characters can't be written at all.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}"..."\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
