import CKernels
import Imaging

/// An octave of a ``GaussianScaleSpace``: the levels in which keypoints are described.
///
/// Pixel (x, y) lies at (x, y) · ``pixelSize`` of the photo. Values are (grey − 128) · 128. Valid as long as the scale
/// space says, and not to be stored.
package struct ScaleSpaceOctave {
  /// 0 for the finest.
  package let index: Int
  package let width: Int
  package let height: Int
  /// Width of a pixel in pixels of the photo: 0.5 or 1 in the finest octave, twice as much in each later one.
  package let pixelSize: Float
  /// Elements from one row to the next.
  package let stride: Int
  private let planes: [UnsafePointer<Int16>]

  init(index: Int, size: ImageSize, pixelSize: Float, planes: [RowRing]) {
    (self.index, width, height, self.pixelSize) = (index, size.width, size.height, pixelSize)
    stride = planes[0].stride
    self.planes = planes.map { UnsafePointer($0[0]) }
  }

  /// The top-left pixel of `level`, 1 to the number of scales.
  package func plane(_ level: Int) -> UnsafePointer<Int16> { planes[level - 1] }
}

/// Rows of an octave's differences of Gaussians: difference `i` is level i + 1 minus level i.
///
/// Valid only during the call that they are passed to.
package struct DifferenceRows {
  package let octave: Int
  package let width: Int
  package let height: Int
  /// The middle row.
  package let y: Int
  /// Number of differences: two more than scales.
  package let count: Int
  /// [count, FK_REFINE_ROWS]: rows from y − 4 to y + 4 of each difference; those beyond the octave are nil.
  package let rows: [UnsafePointer<Int16>?]

  /// Row `y` + `offset`, −4...4, of a difference.
  package func row(_ difference: Int, _ offset: Int) -> UnsafePointer<Int16>? {
    rows[difference * Int(FK_REFINE_ROWS) + Int(FK_REFINE_ROWS) / 2 + offset]
  }
}
