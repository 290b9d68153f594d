/// What the plots of this module have in common: where things are. Lengths are tenths of SVG's unit.
enum PlotDrawing {
  static let width = 720
  static let left = 640
  static let right = 6960
  static let top = 200
  static let bottom = 4200
  static let legendTop = 4920
  static let legendStep = 420

  /// The place of a share of the axes' length.
  static func x(_ share: Double) -> Int { left + tenths(share * Double(right - left)) }
  static func y(_ share: Double) -> Int { bottom - tenths(share * Double(bottom - top)) }
  private static func tenths(_ length: Double) -> Int { Int(length.rounded()) }

  /// The picture, a whole XML document, with so many lines of legend.
  static func document(title: String, legendCount: Int, _ parts: [String]) -> String {
    SVG.document(
      title: title, width: width, height: (legendTop + legendStep * legendCount) / 10 + 12, parts: parts)
  }

  /// A line of the grid across the axes at a height.
  static func level(_ y: Int) -> String { "M\(SVG.length(left)),\(SVG.length(y))H\(SVG.length(right))" }
  /// One from the top to the bottom.
  static func upright(_ x: Int) -> String { "M\(SVG.length(x)),\(SVG.length(top))V\(SVG.length(bottom))" }

  static func grid(_ path: String) -> String { #"<path d="\#(path)" stroke="gainsboro" fill="none"/>"# }

  /// The frame and what the axes are.
  static func frame(xName: String, yName: String) -> [String] {
    [
      #"<path d="\#(upright(left))H\#(SVG.length(right))V\#(SVG.length(top))Z" stroke="black" fill="none"/>"#,
      SVG.text(xName, x: (left + right) / 2, y: bottom + 410, anchor: "middle"),
      #"<g transform="translate(20 \#(SVG.length((top + bottom) / 2))) rotate(-90)">"#
        + SVG.text(yName, x: 0, y: 0, anchor: "middle") + "</g>",
    ]
  }

  /// A name in bold and what is to be said of it, beside a sample of the line.
  static func legend(_ index: Int, name: String, figures: String, sample: String) -> [String] {
    let y = legendTop + legendStep * index
    let x = left + 520
    return [sample, SVG.text(shortened(name), x: x, y: y, anchor: "start", weight: "bold")].filter { !$0.isEmpty }
      + [SVG.text(figures, x: x, y: y + 180, anchor: "start")]
  }

  /// The end of a name that is too long for the picture: it tells more than the folders before it.
  private static func shortened(_ name: String) -> String {
    let longest = 75
    return name.count <= longest ? name : "…" + name.suffix(longest - 1)
  }
}

/// How one of several lists is drawn.
///
/// The colours of Okabe & Ito, *Color Universal Design*, 2008, that stand out from white; told apart by all, and by
/// their dashes where there is no colour.
struct PlotStyle {
  let color: String
  private let dashes: String

  static func all(_ count: Int) -> [PlotStyle] {
    let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
    let dashes = ["", "8 3", "2 3", "10 3 2 3", "5 5", "12 4", "6 2 2 2"]
    return (0..<count).map { PlotStyle(color: colors[$0 % colors.count], dashes: dashes[$0 % dashes.count]) }
  }

  var stroke: String {
    let line = #"fill="none" stroke="\#(color)" stroke-width="2" stroke-linejoin="round""#
    return dashes.isEmpty ? line : line + #" stroke-dasharray="\#(dashes)""#
  }

  func ring(x: Int, y: Int) -> String {
    #"<circle cx="\#(SVG.length(x))" cy="\#(SVG.length(y))" r="5" fill="white" stroke="\#(color)" "#
      + #"stroke-width="2"/>"#
  }
}
