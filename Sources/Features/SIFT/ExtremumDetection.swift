import CKernels
import Pyramid

/// A stable extremum of an octave's differences.
struct OctaveExtremum {
  let octave: Int
  let extremum: fk_scale_extremum

  /// The nearest sample; unique among the extrema of a photo.
  var sample: SIMD4<Int> { [octave, Int(extremum.scale), Int(extremum.row), Int(extremum.column)] }
}

/// Extrema of differences of Gaussians in place and scale. Lowe 2004, §3.1, §4 and §4.1.
struct ExtremumDetection {
  /// Fewest pixels of the octave between an extremum and the border.
  static let margin = 5

  private(set) var found: [OctaveExtremum] = []
  private var columns: [UInt32] = []
  private var neighbors = [UnsafePointer<Int16>?](repeating: nil, count: 9)

  mutating func removeAll() { found.removeAll(keepingCapacity: true) }

  /// Adds the extrema of the row in the middle of `rows`, at all scales.
  mutating func scan(_ rows: DifferenceRows, options: SIFTOptions) {
    guard (Self.margin..<rows.height - Self.margin).contains(rows.y), rows.width > 2 * Self.margin else { return }
    if columns.count < rows.width { columns = [UInt32](repeating: 0, count: rows.width) }
    let contrast = options.contrastThreshold / Double(options.scaleSpace.scales) * 255
    let limits = fk_scale_limits(
      contrast: Float(contrast), edge_ratio: Float(options.edgeThreshold), margin: UInt32(Self.margin))
    // The extremum between the samples exceeds the sample: half the contrast is enough at first.
    let threshold = Int16(min(contrast / 2 * Double(FK_SCALE_UNIT), Double(Int16.max)))
    for scale in 1..<rows.count - 1 {
      for index in neighbors.indices {
        neighbors[index] = rows.row(scale - 1 + index / 3, index % 3 - 1)
      }
      let count = fk_scale_extrema(neighbors, rows.width, Self.margin, threshold, &columns)
      for column in columns[..<count] {
        var extremum = fk_scale_extremum()
        let isStable = fk_scale_refine(
          rows.rows, rows.count, rows.width, rows.height, Int(column), rows.y, scale, limits, &extremum)
        if isStable != 0 { found.append(OctaveExtremum(octave: rows.octave, extremum: extremum)) }
      }
    }
  }

  /// Keeps one of the extrema that refinement moved to the same sample; sorts by octave, scale, row and column.
  mutating func removeDuplicates() {
    found.sort { $0.sample.precedes($1.sample) }
    var kept = 0
    for index in found.indices where kept == 0 || found[index].sample != found[kept - 1].sample {
      found[kept] = found[index]
      kept += 1
    }
    found.removeLast(found.count - kept)
  }
}

extension SIMD4<Int> {
  fileprivate func precedes(_ other: SIMD4<Int>) -> Bool {
    for index in 0..<4 where self[index] != other[index] { return self[index] < other[index] }
    return false
  }
}
