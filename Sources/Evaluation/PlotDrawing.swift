/// The rectangle between the axes of a plot, and what all plots draw in and around it. Lengths are tenths of SVG's unit.
package struct PlotDrawing: Sendable {
  package let left: Int
  package let top: Int
  package let right: Int
  package let bottom: Int
  /// Size of the font of the labels beside the axes, in units.
  private let labelSize: Int

  package init(left: Int, top: Int, right: Int, bottom: Int, labelSize: Int = SVG.fontSize) {
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
    self.labelSize = labelSize
  }

  /// Of a plot that has a picture to itself.
  static let single = PlotDrawing(left: 640, top: 200, right: 6960, bottom: 4200)

  /// The place of a share of the axes' length.
  package func x(_ share: Double) -> Int { left + Self.tenths(share * Double(right - left)) }
  package func y(_ share: Double) -> Int { bottom - Self.tenths(share * Double(bottom - top)) }
  private static func tenths(_ length: Double) -> Int { Int(length.rounded()) }

  /// The picture, a whole XML document, with so many entries of a legend below the rectangle.
  package func document(title: String, legendCount: Int, _ parts: [String]) -> String {
    SVG.document(
      title: title, width: (right + 240) / 10, height: legendTop(legendCount) / 10 + 12, parts: parts)
  }

  /// A line from the left to the right at a height.
  package func level(_ y: Int) -> String { "M\(SVG.point(left, y))H\(SVG.length(right))" }
  /// One from the top to the bottom.
  package func upright(_ x: Int) -> String { "M\(SVG.point(x, top))V\(SVG.length(bottom))" }

  package static func grid(_ path: String) -> String { #"<path d="\#(path)" stroke="gainsboro" fill="none"/>"# }

  /// What the plotted values are to be compared with.
  package static func dashed(_ path: String, color: String = "gray") -> String {
    #"<path d="\#(path)" stroke="\#(color)" stroke-dasharray="3 3" fill="none"/>"#
  }

  /// What a height stands for, left of the rectangle.
  package func label(_ text: String, besideY y: Int) -> String {
    // Figures are 0.7 of the font's size high.
    SVG.text(text, x: left - 80, y: y + labelSize * 7 / 2, anchor: "end", size: labelSize)
  }

  /// What a place stands for, below the rectangle.
  package func label(_ text: String, belowX x: Int, weight: String = "normal") -> String {
    SVG.text(text, x: x, y: bottom + 190, anchor: "middle", weight: weight, size: labelSize)
  }

  package var frame: String {
    #"<path d="\#(upright(left))H\#(SVG.length(right))V\#(SVG.length(top))Z" stroke="black" fill="none"/>"#
  }

  /// What the axes are.
  func names(x: String, y: String) -> [String] {
    [
      SVG.text(x, x: (left + right) / 2, y: bottom + 410, anchor: "middle"),
      #"<g transform="translate(20 \#(SVG.length((top + bottom) / 2))) rotate(-90)">"#
        + SVG.text(y, x: 0, y: 0, anchor: "middle") + "</g>",
    ]
  }

  /// Width of the samples of a legend.
  package static let sampleWidth = 400

  /// A name in bold and what is to be said of it, beside a sample.
  ///
  /// - Parameter sample: is given where it begins, and the height of its middle.
  package func legend(
    _ index: Int, name: String, text: String, sample: (_ x: Int, _ y: Int) -> String
  ) -> String {
    let y = legendTop(index)
    let x = left + Self.sampleWidth + 120
    return [
      sample(left, y - 40), SVG.text(Self.shortened(name), x: x, y: y, anchor: "start", weight: "bold"),
      SVG.text(text, x: x, y: y + 180, anchor: "start"),
    ].joined(separator: "\n")
  }

  private func legendTop(_ index: Int) -> Int { bottom + 720 + 420 * index }

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
package struct PlotStyle: Sendable {
  package let color: String
  private let dashes: String

  package static func all(_ count: Int) -> [PlotStyle] {
    let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
    let dashes = ["", "8 3", "2 3", "10 3 2 3", "5 5", "12 4", "6 2 2 2"]
    return (0..<count).map { PlotStyle(color: colors[$0 % colors.count], dashes: dashes[$0 % dashes.count]) }
  }

  var stroke: String {
    let line = #"fill="none" stroke="\#(color)" stroke-width="2" stroke-linejoin="round""#
    return dashes.isEmpty ? line : line + #" stroke-dasharray="\#(dashes)""#
  }

  func ring(x: Int, y: Int) -> String { SVG.circle(x: x, y: y, radius: 50, fill: "white", stroke: color) }
}
