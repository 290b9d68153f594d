import Imaging
import Pyramid

/// Boxes of a photo that may hold a picture of their own, as where a photo was pasted onto another, framed or shown on a
/// screen: rectangles whose four sides are straight borders, or those of the photo.
///
/// By classical means: a border is a line between two columns (rows) of a small grey picture whose pixels differ along a
/// long stretch; a rectangle counts as much as its borders cover its sides. What is proposed need not be right: a view that shows
/// nothing of its own is like no reference.
enum OverlayProposals {
  /// Longest side of the picture in which borders are looked for.
  private static let side = 256
  /// Borders of each direction that are paired.
  private static let mostBorders = 14
  /// Shortest side of a box, in parts of the photo's.
  private static let shortestSide = 0.15
  private static let areas = 0.03...0.9
  /// Of each side of a box, what a border has to cover.
  private static let leastCover = 0.5
  /// Boxes that share more than this of their union are one.
  private static let mostShared = 0.6

  /// At most `limit` boxes, the surest first.
  ///
  /// - Precondition: the photo is not empty.
  /// - Complexity: O(pixels) to reduce the photo, and some 15,000 rectangles.
  static func boxes(in photo: ColorImage, limit: Int) -> [PixelBox] {
    let gray = GrayImage(photo)
    let small = gray.resampled(to: gray.size.fitted(into: side))
    guard small.width >= 8, small.height >= 8 else { return [] }
    let (columns, rows) = (Borders(betweenColumnsOf: small), Borders(betweenColumnsOf: small.transposed()))
    var chosen: [PixelBox] = []
    for (box, _) in ranked(columns, rows) where chosen.allSatisfy({ box.shared(with: $0) <= mostShared }) {
      chosen.append(box)
      if chosen.count == limit { break }
    }
    return chosen.map { $0.scaled(from: small.size, to: photo.size) }
  }

  /// All boxes that may be, the surest first, of equally sure ones those further left and up.
  private static func ranked(_ columns: Borders, _ rows: Borders) -> [(box: PixelBox, score: Double)] {
    let (width, height) = (columns.count, rows.count)
    let spans = (
      columns.pairs(most: mostBorders, apart: shortestSide), rows.pairs(most: mostBorders, apart: shortestSide)
    )
    var found: [(box: PixelBox, score: Double)] = []
    for x in spans.0 {
      for y in spans.1 {
        let area = Double(x.count * y.count) / Double(width * height)
        guard areas.contains(area) else { continue }
        let sides = [
          columns.cover(at: x.lowerBound, along: y), columns.cover(at: x.upperBound, along: y),
          rows.cover(at: y.lowerBound, along: x), rows.cover(at: y.upperBound, along: x),
        ].compactMap { $0 }
        guard !sides.isEmpty, sides.allSatisfy({ $0 > leastCover }) else { continue }
        found.append((PixelBox(x: x, y: y), sides.reduce(0) { $0 + $1 - leastCover }))
      }
    }
    return found.enumerated().sorted {
      $0.element.score != $1.element.score ? $0.element.score > $1.element.score : $0.offset < $1.offset
    }.map(\.element)
  }
}

/// A rectangle of whole pixels.
struct PixelBox: Sendable, Hashable {
  let x: Range<Int>
  let y: Range<Int>

  /// Intersection over union.
  func shared(with other: PixelBox) -> Double {
    let common = x.clamped(to: other.x).count * y.clamped(to: other.y).count
    return Double(common) / Double(x.count * y.count + other.x.count * other.y.count - common)
  }

  /// The same of a larger picture: all pixels of which a part is in it.
  func scaled(from size: ImageSize, to larger: ImageSize) -> PixelBox {
    func scaled(_ range: Range<Int>, _ from: Int, _ to: Int) -> Range<Int> {
      range.lowerBound * to / from..<(range.upperBound * to + from - 1) / from
    }
    return PixelBox(x: scaled(x, size.width, larger.width), y: scaled(y, size.height, larger.height))
  }
}

/// The lines between the columns of a picture: line i is in front of column i, from 0 to `count`, which are the picture's own ends.
private struct Borders {
  /// Least difference of two neighbouring pixels.
  private static let leastContrast = 10
  /// Least score of a border, in parts of its length.
  private static let leastScore = 0.24

  /// Columns of the picture.
  let count: Int
  private let length: Int
  /// For each line, how many of its first pixels are on a border: `length` + 1 numbers.
  private let sums: [Int]

  init(betweenColumnsOf picture: GrayImage) {
    let (width, height) = (picture.width, picture.height)
    (count, length) = (width, height)
    // Whether a difference is one, and the largest of its neighbours along the row.
    var isBorder = [Bool](repeating: false, count: (width + 1) * height)
    for y in 0..<height {
      func difference(_ line: Int) -> Int {
        line >= 1 && line < width ? abs(Int(picture[line, y]) - Int(picture[line - 1, y])) : 0
      }
      var (before, here) = (0, difference(1))
      for line in 1..<width {
        let after = difference(line + 1)
        isBorder[line * height + y] = here > Self.leastContrast && here >= before && here >= after
        (before, here) = (here, after)
      }
    }
    // A border may lie a pixel aside: it was reduced, and isn't sharp.
    var sums = [Int](repeating: 0, count: (width + 1) * (height + 1))
    for line in 1..<width {
      for y in 0..<height {
        let isNear = (max(line - 1, 1)...min(line + 1, width - 1)).contains { isBorder[$0 * height + y] }
        sums[line * (height + 1) + y + 1] = sums[line * (height + 1) + y] + (isNear ? 1 : 0)
      }
    }
    self.sums = sums
  }

  /// How much of a stretch of a line is on a border; nil for the picture's own ends.
  func cover(at line: Int, along stretch: Range<Int>) -> Double? {
    guard line > 0, line < count else { return nil }
    let start = line * (length + 1)
    return Double(sums[start + stretch.upperBound] - sums[start + stretch.lowerBound]) / Double(stretch.count)
  }

  /// Pairs of lines, the ends among them, that are at least `apart` of the picture apart.
  func pairs(most: Int, apart: Double) -> [Range<Int>] {
    let lines = ([0] + strongest(most) + [count]).sorted()
    return lines.flatMap { first in
      lines.filter { Double($0 - first) >= apart * Double(count) }.map { first..<$0 }
    }
  }

  /// The lines with the longest stretches, more than two pixels apart.
  private func strongest(_ limit: Int) -> [Int] {
    let scores = (0...count).map { $0 > 0 && $0 < count ? longestStretch(of: $0) : 0 }
    var chosen: [Int] = []
    for line in (1..<count).sorted(by: { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }) {
      guard Double(scores[line]) >= Self.leastScore * Double(length), chosen.count < limit else { break }
      if chosen.allSatisfy({ abs($0 - line) > 2 }) { chosen.append(line) }
    }
    return chosen
  }

  /// Twice the pixels on the border less three times those that aren't, of the stretch of the line where that is most.
  private func longestStretch(of line: Int) -> Int {
    let start = line * (length + 1)
    var (best, current) = (0, 0)
    for y in 0..<length {
      current = max(current, 0) + (sums[start + y + 1] > sums[start + y] ? 2 : -3)
      best = max(best, current)
    }
    return best
  }
}

extension GrayImage {
  /// Rows as columns.
  fileprivate func transposed() -> GrayImage {
    var transposed = GrayImage(width: height, height: width, filledWith: 0)
    for y in 0..<height {
      for x in 0..<width { transposed[y, x] = self[x, y] }
    }
    return transposed
  }
}
