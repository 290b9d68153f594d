import Imaging
import Pyramid

/// A page that is drawn on: lengths are points from its top-left corner, of which a pixel may be a part.
struct Screen {
  let theme: AppTheme
  let width: Double
  let height: Double
  /// Pixels a point.
  private let scale: Double
  private var canvas: Canvas

  init(width: Int, height: Int, scale: Double, theme: AppTheme) {
    self.theme = theme
    (self.width, self.height, self.scale) = (Double(width), Double(height), scale)
    canvas = Canvas(
      ColorImage(
        width: Int(Double(width) * scale), height: Int(Double(height) * scale), filledWith: theme.ground))
  }

  var image: ColorImage { canvas.image }

  enum Alignment {
    case left, center, right
  }

  /// A line of text whose baseline is at `y`; what is longer than `room` ends in dots.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, size: Double, color: RGB? = nil, isBold: Bool = false,
    align: Alignment = .left, room: Double = .infinity
  ) {
    let face = isBold ? theme.face.bold : theme.face
    var shown = text
    while face.width(of: shown, size: size) > room, shown.count > 1 {
      shown = shown.dropLast(shown.hasSuffix("..") ? 3 : 1) + ".."
    }
    let width = face.width(of: shown, size: size)
    let start = x - (align == .left ? 0 : align == .center ? width / 2 : width)
    face.paint(
      shown, at: SIMD2(start, y) * scale, size: size * scale, color: color ?? theme.ink, on: &canvas)
  }

  /// Lines of text no wider than `width`, the first of which stands on `y`; at most `lines` of them.
  ///
  /// - Returns: the baseline after the last.
  @discardableResult
  mutating func paragraph(
    _ text: String, _ x: Double, _ y: Double, width: Double, size: Double, color: RGB? = nil, isBold: Bool = false,
    spacing: Double = 1.45, lines: Int = .max
  ) -> Double {
    var y = y
    for line in self.lines(of: text, width: width, size: size, isBold: isBold).prefix(lines) {
      self.text(line, x, y, size: size, color: color, isBold: isBold)
      y += size * spacing
    }
    return y
  }

  /// Text broken into lines between words.
  func lines(of text: String, width: Double, size: Double, isBold: Bool = false) -> [String] {
    let face = isBold ? theme.face.bold : theme.face
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, face.width(of: last + " " + word, size: size) <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  mutating func icon(_ icon: PageIcon, _ x: Double, _ y: Double, size: Double, color: RGB? = nil) {
    var face = theme.face
    (face.weight, face.width, face.slant, face.contrast, face.hasSerifs) = (9, 1, 0, 0, false)
    face.paint(icon.glyph, at: SIMD2(x, y + size) * scale, size: size * scale, color: color ?? theme.ink, on: &canvas)
  }

  /// A rectangle with round corners.
  mutating func fill(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ color: RGB, corner: Double = 0) {
    forEachPixel(x, y, width, height, corner: corner) { canvas, x, y, weight in
      canvas.blend(color, x, y, weight: weight)
    }
  }

  /// The frame of a rectangle with round corners, `line` thick, and what is in it.
  mutating func frame(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ color: RGB, inside: RGB, corner: Double = 0,
    line: Double = 1
  ) {
    fill(x, y, width, height, color, corner: corner)
    fill(x + line, y + line, width - 2 * line, height - 2 * line, inside, corner: max(corner - line, 0))
  }

  mutating func rule(_ x: Double, _ y: Double, width: Double, color: RGB? = nil) {
    fill(x, y, width, 1, color ?? theme.rule)
  }

  mutating func disc(_ x: Double, _ y: Double, radius: Double, _ color: RGB) {
    canvas.disc(at: SIMD2(x, y) * scale, radius: radius * scale, color: color)
  }

  /// Initials on a disc.
  mutating func avatar(of name: String, _ x: Double, _ y: Double, radius: Double) {
    let number = name.unicodeScalars.reduce(0) { ($0 + Int($1.value)) % AppTheme.colors.count }
    disc(x, y, radius: radius, AppTheme.colors[number])
    let initials = String(name.split(separator: " ").prefix(2).compactMap(\.first))
    text(initials, x, y + 0.32 * radius, size: 0.9 * radius, color: .white, isBold: true, align: .center)
  }

  /// The middle of a picture, as large as it fills the rectangle.
  mutating func picture(
    _ picture: ColorImage, _ x: Double, _ y: Double, _ width: Double, _ height: Double, corner: Double = 0
  ) {
    let (pixelWidth, pixelHeight) = (Int((width * scale).rounded(.up)) + 1, Int((height * scale).rounded(.up)) + 1)
    let share = min(
      Double(picture.width) / Double(pixelWidth), Double(picture.height) / Double(pixelHeight))
    let part = ImageSize(width: Int(Double(pixelWidth) * share), height: Int(Double(pixelHeight) * share))
    let shown = picture.cropped(
      x: (picture.width - part.width) / 2, y: (picture.height - part.height) / 2, to: part
    ).resampled(to: ImageSize(width: pixelWidth, height: pixelHeight))
    let (left, top) = (Int((x * scale).rounded(.down)), Int((y * scale).rounded(.down)))
    forEachPixel(x, y, width, height, corner: corner) { canvas, x, y, weight in
      canvas.blend(
        shown[min(max(x - left, 0), pixelWidth - 1), min(max(y - top, 0), pixelHeight - 1)], x, y, weight: weight)
    }
  }

  /// The pixels of a rectangle, and how much of each lies within.
  private mutating func forEachPixel(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, corner: Double,
    _ body: (inout Canvas, _ x: Int, _ y: Int, _ weight: Double) -> Void
  ) {
    // A pixel's centre is at a whole coordinate, so its left border is half a pixel before.
    let low = SIMD2(x, y) * scale - 0.5
    let half = SIMD2(width, height) * scale / 2
    guard half.x > 0, half.y > 0 else { return }
    let (center, radius) = (low + half, min(corner * scale, half.min()))
    let (right, bottom) = (canvas.image.width - 1, canvas.image.height - 1)
    let rows = max(Int(low.y), 0)...max(min(Int((low.y + 2 * half.y).rounded(.up)), bottom), max(Int(low.y), 0))
    let columns = max(Int(low.x), 0)...max(min(Int((low.x + 2 * half.x).rounded(.up)), right), max(Int(low.x), 0))
    guard rows.upperBound <= bottom, columns.upperBound <= right else { return }
    for y in rows {
      for x in columns {
        let away = SIMD2(Double(x), Double(y)) - center
        let beyond = SIMD2(abs(away.x), abs(away.y)) - half + radius
        let outside = pointwiseMax(beyond, .zero)
        let distance = (outside * outside).sum().squareRoot() + min(beyond.max(), 0) - radius
        if distance < 0.5 { body(&canvas, x, y, min(0.5 - distance, 1)) }
      }
    }
  }
}
