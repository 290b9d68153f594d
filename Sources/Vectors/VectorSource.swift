/// Vectors of photos that are read when they are needed: a set in memory, or a file of any size.
///
/// Photos are numbered from 0; each has a vector for each view.
public protocol VectorSource: Sendable {
  /// One a photo, all different.
  var ids: [String] { get }
  /// Names of the views, the same of each photo; at least one.
  var views: [String] { get }
  /// Numbers of a vector.
  var dimension: Int { get }
  /// What made the vectors; nil where nobody said.
  var model: VectorModel? { get }

  /// The vectors of neighbouring photos, in the layout of ``VectorSet``: finite numbers.
  ///
  /// To be called from any task.
  /// - Throws: where they can't be read, or a number isn't finite, with the photo's id.
  /// - Precondition: `photos` is within `0..<count`.
  func values(of photos: Range<Int>) throws -> [Float]
}

extension VectorSource {
  /// Number of photos.
  public var count: Int { ids.count }

  /// The vectors of some photos as a set, in the order of `photos`; neighbours are read together.
  ///
  /// - Throws: as ``values(of:)`` does.
  public func vectors(of photos: some Collection<Int>) throws -> VectorSet {
    var values: [Float] = []
    values.reserveCapacity(photos.count * views.count * dimension)
    var rest = photos[...]
    while let first = rest.first {
      let length = zip(rest, first...).prefix { $0 == $1 }.count
      values += try self.values(of: first..<first + length)
      rest = rest.dropFirst(length)
    }
    return VectorSet(ids: photos.map { ids[$0] }, views: views, dimension: dimension, values: values, model: model)
  }

  /// Ranges of photos that are worth reading at once.
  var blocks: [Range<Int>] {
    // Of none, nobody has checked that a row's length is a number.
    guard count > 0 else { return [] }
    let photos = max(1, Self.blockBytes / max(1, views.count * dimension * MemoryLayout<Float>.stride))
    return stride(from: 0, to: count, by: photos).map { $0..<min($0 + photos, count) }
  }

  /// Of floats; as bytes, a block is a quarter of that.
  private static var blockBytes: Int { 1 << 24 }
}

extension VectorSet: VectorSource {
  public func values(of photos: Range<Int>) -> [Float] {
    let length = views.count * dimension
    return Array(values[photos.lowerBound * length..<photos.upperBound * length])
  }
}
