/// What makes other vectors of vectors, each by itself.
public protocol VectorTransform: Sendable {
  /// Numbers of a vector that comes of one of `dimension` numbers.
  func outputDimension(_ dimension: Int) -> Int

  /// The vectors that come of `values`, rows of `dimension` finite numbers each; finite, too.
  func transformed(_ values: [Float], dimension: Int) -> [Float]
}

/// Vectors as a transform leaves them, made whenever they are read.
public struct TransformedVectors: VectorSource {
  private let base: any VectorSource
  private let transform: any VectorTransform

  public init(_ base: any VectorSource, by transform: any VectorTransform) {
    self.base = base
    self.transform = transform
  }

  public var ids: [String] { base.ids }
  public var views: [String] { base.views }
  public var dimension: Int { transform.outputDimension(base.dimension) }
  public var model: VectorModel? { base.model }

  public func values(of photos: Range<Int>) throws -> [Float] {
    transform.transformed(try base.values(of: photos), dimension: base.dimension)
  }
}
