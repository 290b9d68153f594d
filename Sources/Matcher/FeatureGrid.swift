import Features

/// The features of a photo by where they lie, in square cells.
package struct FeatureGrid {
  let features: FeatureSet
  private let cellSize: Double
  /// Where the features of each cell begin among ``members``, row by row, and where the last one's end.
  private let starts: [Int]
  private let members: [Int]

  /// Cells along the longer side, of which a feature's surroundings are few, and hold few features each.
  private static let side = 32

  /// - Complexity: O(features + cells).
  package init(_ features: FeatureSet) {
    self.features = features
    let cellSize = Double(max(features.imageSize.width, features.imageSize.height, 1)) / Double(Self.side)
    self.cellSize = cellSize
    // What lies beyond the photo is in the cells along its border.
    let cells = features.keypoints.map { keypoint -> Int? in
      let position = keypoint.position
      guard position.x.isFinite, position.y.isFinite else { return nil }
      return Self.cell(position.y, cellSize) * Self.side + Self.cell(position.x, cellSize)
    }
    var starts = [Int](repeating: 0, count: Self.side * Self.side + 1)
    for cell in cells { if let cell { starts[cell + 1] += 1 } }
    for cell in 1..<starts.count { starts[cell] += starts[cell - 1] }
    var next = starts
    var members = [Int](repeating: 0, count: starts.last!)
    for (index, cell) in cells.enumerated() {
      guard let cell else { continue }
      members[next[cell]] = index
      next[cell] += 1
    }
    self.starts = starts
    self.members = members
  }

  private static func cell(_ coordinate: Double, _ size: Double) -> Int {
    Int(min(max(coordinate / size, 0), Double(side - 1)))
  }

  /// Visits the features at most so far from a place.
  ///
  /// - Parameter place: finite.
  @inline(__always) func forEach(within radius: Double, of place: SIMD2<Double>, _ body: (Int) -> Void) {
    let columns = Self.cell(place.x - radius, cellSize)...Self.cell(place.x + radius, cellSize)
    for row in Self.cell(place.y - radius, cellSize)...Self.cell(place.y + radius, cellSize) {
      let first = row * Self.side
      for index in members[starts[first + columns.lowerBound]..<starts[first + columns.upperBound + 1]] {
        let offset = features.keypoints[index].position - place
        if offset.x * offset.x + offset.y * offset.y <= radius * radius { body(index) }
      }
    }
  }
}
