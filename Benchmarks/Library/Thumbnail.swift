import Imaging

/// A photo as 16 × 16 grey values of mean 0 and length 1: enough to tell whether two files show the same.
struct Thumbnail {
  private static let side = 16
  /// Above it two photos are taken for the same picture.
  private static let sameFrom: Float = 0.95

  /// Row by row.
  private let values: [Float]
  private let mirrored: [Float]
  /// Standard deviation of the grey values before they were scaled.
  let contrast: Float

  /// - Precondition: at least 16 pixels a side.
  init(_ image: GrayImage) {
    let side = Self.side
    precondition(min(image.width, image.height) >= side)
    var means: [Float] = []
    for row in 0..<side {
      for column in 0..<side {
        var sum = 0
        let (rows, columns) = (Self.part(row, of: image.height), Self.part(column, of: image.width))
        for y in rows { for x in columns { sum += Int(image[x, y]) } }
        means.append(Float(sum) / Float(rows.count * columns.count))
      }
    }
    let mean = means.reduce(0, +) / Float(means.count)
    let length = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
    contrast = length / Float(side)
    let values = means.map { length > 0 ? ($0 - mean) / length : 0 }
    self.values = values
    mirrored = values.indices.map { values[$0 / side * side + side - 1 - $0 % side] }
  }

  /// Whether the two correlate by more than 0.95, as they are or mirrored.
  func looksLike(_ other: Thumbnail) -> Bool {
    max(Self.product(values, other.values), Self.product(mirrored, other.values)) > Self.sameFrom
  }

  private static func part(_ index: Int, of length: Int) -> Range<Int> {
    index * length / side..<(index + 1) * length / side
  }

  private static func product(_ first: [Float], _ second: [Float]) -> Float {
    zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
