import Names

/// Vectors of photos, as global descriptors describe photos or views of them as a whole: one for each view of each photo.
///
/// Memory layout: `count` photos of `views.count` rows of `dimension` numbers each, without padding; a photo's rows lie one
/// behind another, in the order of `views`.
public struct VectorSet: Sendable, Hashable {
  /// The one view of a photo that is described as a whole.
  public static let wholePhoto = ["full"]

  /// One a photo, in the order of the rows.
  public let ids: [String]
  /// Names of the views, the same of each photo; at least one.
  public let views: [String]
  /// Numbers of a vector.
  public let dimension: Int
  public let values: [Float]
  /// What made the vectors; nil where nobody said.
  public let model: VectorModel?

  /// - Precondition: there are as many rows as ids and views, and at least one view.
  public init(
    ids: [String], views: [String] = wholePhoto, dimension: Int, values: [Float], model: VectorModel? = nil
  ) {
    precondition(!views.isEmpty, "vectors of no views")
    let (rows, hasTooManyRows) = ids.count.multipliedReportingOverflow(by: views.count)
    let (expected, isHuge) = rows.multipliedReportingOverflow(by: dimension)
    precondition(
      !hasTooManyRows && !isHuge && values.count == expected,
      "\(values.count) values are not \(ids.count) × \(views.count) × \(dimension)")
    self.ids = ids
    self.views = views
    self.dimension = dimension
    self.values = values
    self.model = model
  }

  /// Number of photos.
  public var count: Int { ids.count }
  /// Number of vectors: those of all views.
  public var rowCount: Int { ids.count * views.count }

  /// The vector of a view.
  public subscript(photo: Int, view: Int) -> ArraySlice<Float> {
    precondition(views.indices.contains(view), "there is no view \(view)")
    let row = photo * views.count + view
    return values[row * dimension..<(row + 1) * dimension]
  }

  /// The vectors of all views of a photo, one behind another.
  public subscript(photo: Int) -> ArraySlice<Float> {
    let length = views.count * dimension
    return values[photo * length..<(photo + 1) * length]
  }

  /// The same with the ids in the order of their bytes.
  public var sortedByID: VectorSet {
    let order = ids.indices.sorted { ExactName(ids[$0]) < ExactName(ids[$1]) }
    var values: [Float] = []
    values.reserveCapacity(self.values.count)
    for index in order { values += self[index] }
    return VectorSet(ids: order.map { ids[$0] }, views: views, dimension: dimension, values: values, model: model)
  }
}

extension Collection<String> {
  /// The first id that was there before, behind where it was; nil where all differ.
  package func firstRepetition() -> (first: Int, second: Int)? {
    var places: [ExactName: Int] = [:]
    for (index, id) in enumerated() {
      if let first = places.updateValue(index, forKey: ExactName(id)) { return (first, index) }
    }
    return nil
  }
}
