/// The rectangle between the axes of a plot, and what all plots draw in and around it. Lengths are tenths of a unit.
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

  /// The picture, with so many entries of a legend below the rectangle.
  package func picture(title: String, legendCount: Int, _ shapes: [PlotShape]) -> PlotPicture {
    PlotPicture(title: title, width: (right + 240) / 10, height: legendTop(legendCount) / 10 + 12, shapes: shapes)
  }

  /// A line from the left to the right at a height.
  package func level(_ y: Int) -> PlotPath { .level(y: y, from: left, to: right) }
  /// One from the top to the bottom.
  package func upright(_ x: Int) -> PlotPath { .upright(x: x, from: top, to: bottom) }

  package static func grid(_ path: PlotPath) -> PlotShape { .path(path, PlotPen(.grid)) }

  /// What the plotted values are to be compared with.
  package static func dashed(_ path: PlotPath, color: PlotColor = .gray) -> PlotShape {
    .path(path, PlotPen(color, dashes: [3, 3]))
  }

  /// What a height stands for, left of the rectangle.
  package func label(_ text: String, besideY y: Int) -> PlotShape {
    // Figures are 0.7 of the font's size high.
    .text(PlotText(text, x: left - 80, y: y + labelSize * 7 / 2, anchor: .end, size: labelSize))
  }

  /// What a place stands for, below the rectangle.
  package func label(_ text: String, belowX x: Int, isBold: Bool = false) -> PlotShape {
    .text(PlotText(text, x: x, y: bottom + 190, anchor: .middle, isBold: isBold, size: labelSize))
  }

  package var frame: PlotShape {
    var path = upright(left)
    path.level(to: right)
    path.upright(to: top)
    path.close()
    return .path(path, PlotPen(.black))
  }

  /// What the axes are.
  func names(x: String, y: String) -> [PlotShape] {
    [
      .text(PlotText(x, x: (left + right) / 2, y: bottom + 410, anchor: .middle)),
      .text(PlotText(y, x: 200, y: (top + bottom) / 2, anchor: .middle, isUpright: true)),
    ]
  }

  /// Width of the samples of a legend.
  package static let sampleWidth = 400

  /// A name in bold and what is to be said of it, beside a sample.
  ///
  /// - Parameter sample: is given where it begins, and the height of its middle.
  package func legend(
    _ index: Int, name: String, text: String, sample: (_ x: Int, _ y: Int) -> [PlotShape]
  ) -> [PlotShape] {
    let y = legendTop(index)
    let x = left + Self.sampleWidth + 120
    return sample(left, y - 40) + [
      .text(PlotText(Self.shortened(name), x: x, y: y, anchor: .start, isBold: true)),
      .text(PlotText(text, x: x, y: y + 180, anchor: .start)),
    ]
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
  package let color: PlotColor
  private let dashes: [Int]

  package static func all(_ count: Int) -> [PlotStyle] {
    let colors: [UInt32] = [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000]
    let dashes = [[], [8, 3], [2, 3], [10, 3, 2, 3], [5, 5], [12, 4], [6, 2, 2, 2]]
    return (0..<count).map {
      PlotStyle(color: PlotColor(colors[$0 % colors.count]), dashes: dashes[$0 % dashes.count])
    }
  }

  func line(_ path: PlotPath) -> PlotShape { .path(path, PlotPen(color, width: 20, dashes: dashes)) }

  func ring(x: Int, y: Int) -> PlotShape { .circle(x: x, y: y, radius: 50, fill: .white, stroke: color) }
}
