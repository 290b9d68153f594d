/// What plots are drawn of, before it is written as SVG or painted. Lengths are whole tenths of a unit, so that equal input gives equal
/// bytes.
package enum PlotShape: Sendable, Hashable {
  case path(PlotPath, PlotPen)
  /// - Parameter radius: to the middle of the line around it.
  case circle(x: Int, y: Int, radius: Int, fill: PlotColor, stroke: PlotColor)
  case text(PlotText)
}

package struct PlotColor: Sendable, Hashable {
  package let red: UInt8
  package let green: UInt8
  package let blue: UInt8

  /// - Parameter hexadecimal: `0xRRGGBB`.
  package init(_ hexadecimal: UInt32) {
    red = UInt8(truncatingIfNeeded: hexadecimal >> 16)
    green = UInt8(truncatingIfNeeded: hexadecimal >> 8)
    blue = UInt8(truncatingIfNeeded: hexadecimal)
  }

  package static let black = PlotColor(0x000000)
  package static let white = PlotColor(0xFFFFFF)
  static let gray = PlotColor(0x808080)
  /// Of lines that help to read a value.
  static let grid = PlotColor(0xDCDCDC)
}

/// How a line is drawn.
package struct PlotPen: Sendable, Hashable {
  package var color: PlotColor
  /// In tenths of a unit.
  package var width = 10
  /// Lengths of dashes and of the gaps behind them, in units; none for a whole line.
  package var dashes: [Int] = []

  package init(_ color: PlotColor, width: Int = 10, dashes: [Int] = []) {
    self.color = color
    self.width = width
    self.dashes = dashes
  }
}

/// A line of text.
package struct PlotText: Sendable, Hashable {
  package enum Anchor: String, Sendable { case start, middle, end }

  package let text: String
  /// Where the part of the baseline is that ``anchor`` says.
  package let x: Int
  package let y: Int
  package let anchor: Anchor
  package let isBold: Bool
  /// Of the font, in units.
  package let size: Int
  /// Whether it is read from below to above.
  package let isUpright: Bool

  package init(
    _ text: String, x: Int, y: Int, anchor: Anchor, isBold: Bool = false, size: Int = SVG.fontSize,
    isUpright: Bool = false
  ) {
    self.text = text
    self.x = x
    self.y = y
    self.anchor = anchor
    self.isBold = isBold
    self.size = size
    self.isUpright = isUpright
  }
}

/// Lines from point to point.
package struct PlotPath: Sendable, Hashable {
  package enum Step: Sendable, Hashable {
    case move(x: Int, y: Int)
    case line(x: Int, y: Int)
    case level(x: Int)
    case upright(y: Int)
    case close
  }

  package private(set) var steps: [Step]

  package init(x: Int, y: Int) { steps = [.move(x: x, y: y)] }

  /// Through all points in their order.
  package init(_ points: [(x: Int, y: Int)]) {
    steps = points.enumerated().map { $0 == 0 ? .move(x: $1.x, y: $1.y) : .line(x: $1.x, y: $1.y) }
  }

  package mutating func level(to x: Int) { steps.append(.level(x: x)) }
  package mutating func upright(to y: Int) { steps.append(.upright(y: y)) }
  package mutating func close() { steps.append(.close) }

  package static func level(y: Int, from left: Int, to right: Int) -> PlotPath {
    PlotPath(steps: [.move(x: left, y: y), .level(x: right)])
  }

  package static func upright(x: Int, from top: Int, to bottom: Int) -> PlotPath {
    PlotPath(steps: [.move(x: x, y: top), .upright(y: bottom)])
  }

  package static func + (one: PlotPath, other: PlotPath) -> PlotPath { PlotPath(steps: one.steps + other.steps) }

  private init(steps: [Step]) { self.steps = steps }

  /// The points of each line that is drawn in one go.
  package var lines: [[SIMD2<Int>]] {
    var lines: [[SIMD2<Int>]] = []
    for step in steps {
      let last = lines.last?.last ?? SIMD2(0, 0)
      let next: SIMD2<Int>
      switch step {
      case .move(let x, let y):
        lines.append([SIMD2(x, y)])
        continue
      case .line(let x, let y): next = SIMD2(x, y)
      case .level(let x): next = SIMD2(x, last.y)
      case .upright(let y): next = SIMD2(last.x, y)
      case .close: next = lines.last?.first ?? last
      }
      guard !lines.isEmpty else { continue }
      lines[lines.count - 1].append(next)
    }
    return lines
  }
}

/// A whole plot: shapes one over the other, on white.
package struct PlotPicture: Sendable {
  package let title: String
  /// In units.
  package let width: Int
  package let height: Int
  package let shapes: [PlotShape]

  package init(title: String, width: Int, height: Int, shapes: [PlotShape]) {
    self.title = title
    self.width = width
    self.height = height
    self.shapes = shapes
  }
}
