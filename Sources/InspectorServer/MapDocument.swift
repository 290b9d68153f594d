import Inspection

/// What `/api/map` answers: columns, a row a photo.
struct MapDocument: Encodable {
  /// `q` or `r`.
  let role: [String]
  /// Places among the table's ids of that side.
  let photo: [Int]
  let x: [Double]
  let y: [Double]

  init(_ map: PhotoMap) {
    role = map.points.map(\.role.rawValue)
    photo = map.points.map(\.index)
    x = map.points.map(\.x)
    y = map.points.map(\.y)
  }
}
