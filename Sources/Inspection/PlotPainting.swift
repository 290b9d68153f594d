import Evaluation
import Files
import Imaging

extension PlotPicture {
  /// The plot as pixels, with letters of our own.
  ///
  /// - Parameter scale: pixels of a unit.
  package func painted(scale: Double = 2) -> ColorImage {
    let size = (width: Int((Double(width) * scale).rounded()), height: Int((Double(height) * scale).rounded()))
    var canvas = Canvas(ColorImage(width: size.width, height: size.height, filledWith: .white))
    /// Lengths are tenths of a unit; SVG's pixels begin at 0, those of a canvas half before it.
    func place(_ x: Int, _ y: Int) -> SIMD2<Double> { SIMD2(Double(x), Double(y)) * scale / 10 - 0.5 }
    for shape in shapes {
      switch shape {
      case .path(let path, let pen):
        let width = max(1, Double(pen.width) / 10 * scale)
        let dashes = pen.dashes.map { Double($0) * scale }
        for line in path.lines {
          var phase = 0.0
          for (from, to) in zip(line, line.dropFirst()) {
            phase = canvas.line(
              from: place(from.x, from.y), to: place(to.x, to.y), width: width, color: RGB(pen.color), dashes: dashes,
              phase: phase)
          }
        }
      case .circle(let x, let y, let radius, let fill, let stroke):
        let length = Double(radius) / 10 * scale
        canvas.disc(at: place(x, y), radius: length, color: RGB(fill))
        canvas.circle(at: place(x, y), radius: length, width: 2 * scale, color: RGB(stroke))
      case .text(let text):
        let face = CaptionFace(size: Double(text.size) * scale, isBold: text.isBold)
        let share =
          switch text.anchor {
          case .start: 0.0
          case .middle: 0.5
          case .end: 1.0
          }
        let back = share * face.width(of: text.text)
        let start = place(text.x, text.y) + (text.isUpright ? SIMD2(0, back) : SIMD2(-back, 0))
        canvas.write(text.text, at: start, in: face, color: RGB(0, 0, 0), isUpright: text.isUpright)
      }
    }
    return canvas.image
  }

  /// Writes the plot as what the file's name says: PNG (`.png`), else SVG.
  ///
  /// - Throws: `FileError` or `ImageError` when the file can't be written; one that was there before is untouched then.
  package func write(to path: String) throws {
    if path.lowercased().hasSuffix(".png") {
      try painted().write(to: path)
    } else {
      try writeFile(svg.utf8, to: path)
    }
  }
}

extension RGB {
  fileprivate init(_ color: PlotColor) { self.init(color.red, color.green, color.blue) }
}
