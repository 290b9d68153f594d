/// Where a photo lies on a plane, as t-SNE and UMAP lay out what vectors say of photos.
public struct MappedPhoto: Sendable, Hashable {
  public var id: String
  public var x: Double
  public var y: Double

  public init(id: String, x: Double, y: Double) {
    self.id = id
    self.x = x
    self.y = y
  }
}

/// Reads places of photos from a table with the header `id,x,y`; other columns are passed over.
///
/// - Throws: ``CSVError`` naming the file, and the line where there is one: a missing header or column, a row with more or fewer
///   fields, what is no finite number; `FileError`.
public func readPhotoMap(_ path: String) throws(CSVError) -> [MappedPhoto] {
  var reader = try CSVReader(path: path)
  let expected = "expected a header with id, x and y, found "
  guard let header = try reader.next() else { throw CSVError(path: path, line: nil, reason: expected + "nothing") }
  func position(of name: String) throws(CSVError) -> Int {
    let positions = header.fields.indices.filter { header.fields[$0] == name }
    guard positions.count == 1 else { throw header.error(expected + header.fields.joined(separator: ",")) }
    return positions[0]
  }
  let (id, x, y) = (try position(of: "id"), try position(of: "x"), try position(of: "y"))
  var photos: [MappedPhoto] = []
  while let row = try reader.next() {
    guard row.count == header.count else {
      throw row.error("expected \(header.count) fields (\(header.fields.joined(separator: ","))), found \(row.count)")
    }
    guard !row[id].isEmpty else { throw row.error("the id is empty") }
    photos.append(MappedPhoto(id: row[id], x: try row.number(at: x), y: try row.number(at: y)))
  }
  return photos
}
