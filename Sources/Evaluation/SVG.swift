/// What plots are written with: SVG's elements as text.
package enum SVG {
  /// Of the document's font, in units.
  package static let fontSize = 13

  fileprivate static func element(_ shape: PlotShape) -> String {
    switch shape {
    case .path(let path, let pen):
      #"<path d="\#(path.steps.map(data).joined())" fill="none" \#(stroke(pen))/>"#
    case .circle(let x, let y, let radius, let fill, let stroke):
      #"<circle cx="\#(length(x))" cy="\#(length(y))" r="\#(length(radius))" fill="\#(name(fill))" "#
        + #"stroke="\#(name(stroke))" stroke-width="2"/>"#
    case .text(let text):
      text.isUpright
        ? #"<g transform="translate(\#(length(text.x)) \#(length(text.y))) rotate(-90)">"# + words(text, x: 0, y: 0)
          + "</g>" : words(text, x: text.x, y: text.y)
    }
  }

  private static func words(_ text: PlotText, x: Int, y: Int) -> String {
    let size = text.size == fontSize ? "" : #" font-size="\#(text.size)""#
    return #"<text x="\#(length(x))" y="\#(length(y))" text-anchor="\#(text.anchor.rawValue)" "#
      + #"font-weight="\#(text.isBold ? "bold" : "normal")"\#(size)>"# + escaped(text.text) + "</text>"
  }

  private static func stroke(_ pen: PlotPen) -> String {
    var attributes = #"stroke="\#(name(pen.color))""#
    if pen.width != 10 { attributes += #" stroke-width="\#(length(pen.width))" stroke-linejoin="round""# }
    if !pen.dashes.isEmpty {
      attributes += #" stroke-dasharray="\#(pen.dashes.map { "\($0)" }.joined(separator: " "))""#
    }
    return attributes
  }

  private static func data(_ step: PlotPath.Step) -> String {
    switch step {
    case .move(let x, let y): "M\(length(x)),\(length(y))"
    case .line(let x, let y): "L\(length(x)),\(length(y))"
    case .level(let x): "H\(length(x))"
    case .upright(let y): "V\(length(y))"
    case .close: "Z"
    }
  }

  private static func name(_ color: PlotColor) -> String {
    let value = UInt32(color.red) << 16 | UInt32(color.green) << 8 | UInt32(color.blue)
    let digits = String(value, radix: 16, uppercase: true)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// A length in tenths of a unit as SVG writes it.
  private static func length(_ tenths: Int) -> String {
    let (whole, part) = (abs(tenths) / 10, abs(tenths) % 10)
    return (tenths < 0 ? "-" : "") + (part == 0 ? "\(whole)" : "\(whole).\(part)")
  }

  /// Text for XML 1.0, in which most control characters can't be written at all.
  fileprivate static func escaped(_ text: String) -> String {
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

extension PlotPicture {
  /// A whole XML document.
  package var svg: String {
    let frame = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(width) \#(height)" "#
        + #"width="\#(width)" height="\#(height)" font-family="Helvetica, Arial, sans-serif" "#
        + #"font-size="\#(SVG.fontSize)">"#,
      "<title>\(SVG.escaped(title))</title>",
      #"<rect width="100%" height="100%" fill="white"/>"#,
    ]
    return (frame + shapes.map(SVG.element) + ["</svg>"]).joined(separator: "\n") + "\n"
  }
}
