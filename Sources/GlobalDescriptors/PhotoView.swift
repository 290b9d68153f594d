import Imaging

/// A part of a photo, or the photo turned or mirrored, that is described by a vector of its own: a copy may show only that
/// part, or show the photo so.
struct PhotoView: Sendable, Hashable {
  /// A stretch of a side, in 1/`steps` of it.
  struct Stretch: Sendable, Hashable {
    let first: Int
    let last: Int
    let steps: Int

    static let whole = Stretch(first: 0, last: 1, steps: 1)

    /// Its pixels of a side of `count`; at least one.
    ///
    /// - Precondition: `count` is at least 1.
    func pixels(of count: Int) -> Range<Int> {
      let start = min(count * first / steps, count - 1)
      return start..<max(start + 1, (count * last + steps - 1) / steps)
    }
  }

  let name: String
  var columns = Stretch.whole
  var rows = Stretch.whole
  /// Right angles by which it is turned clockwise.
  var quarters = 0
  var isMirrored = false
  /// Which of the photo's boxes it shows in place of rows and columns, from 0.
  var proposal: Int?

  /// - Parameter proposals: boxes of this photo; where there are fewer than the view wants, it shows all of it.
  /// - Precondition: the photo is not empty.
  func picture(of photo: ColorImage, proposals: [PixelBox] = []) -> ColorImage {
    var box = PixelBox(x: columns.pixels(of: photo.width), y: rows.pixels(of: photo.height))
    if let proposal, proposal < proposals.count { box = proposals[proposal] }
    let size = ImageSize(width: box.x.count, height: box.y.count)
    let part = size == photo.size ? photo : photo.cropped(x: box.x.lowerBound, y: box.y.lowerBound, to: size)
    let turned = part.turned(quarters: quarters)
    return isMirrored ? turned.mirrored() : turned
  }
}

/// The views by the names that `--views` takes, each for one or several of them.
extension PhotoView {
  static let full = PhotoView(name: "full")

  static let groups: [(name: String, views: [PhotoView])] = [
    ("full", [full]),
    ("quadrants", grid("quadrant", cells: 2)),
    (
      "center",
      [
        PhotoView(
          name: "center", columns: Stretch(first: 1, last: 3, steps: 4), rows: Stretch(first: 1, last: 3, steps: 4))
      ]
    ),
    ("tiles", grid("tile", cells: 3)),
    ("rotations", (1...3).map { PhotoView(name: "rotation-\(90 * $0)", quarters: $0) }),
    ("mirror", [PhotoView(name: "mirror", isMirrored: true)]),
    ("proposals", (0..<3).map { PhotoView(name: "proposal-\($0 + 1)", proposal: $0) }),
  ]

  /// Cells of a grid, row by row, numbered from 1.
  private static func grid(_ name: String, cells: Int) -> [PhotoView] {
    (0..<cells * cells).map { index in
      let (column, row) = (index % cells, index / cells)
      return PhotoView(
        name: "\(name)-\(index + 1)", columns: Stretch(first: column, last: column + 1, steps: cells),
        rows: Stretch(first: row, last: row + 1, steps: cells))
    }
  }
}
