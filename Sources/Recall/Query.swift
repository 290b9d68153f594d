import Photos

/// A photo of which it is asked what it was made from.
public struct Query: Sendable {
  /// Its place in the set of queries.
  public let index: Int
  public let id: String
  /// nil where nobody has read them: only for sources that need none.
  public let views: FeatureViews?
  /// The reference that is the query itself, which is no candidate; nil where there is none, or it may be one.
  public let itself: Int?

  public init(index: Int, id: String, views: FeatureViews?, itself: Int? = nil) {
    self.index = index
    self.id = id
    self.views = views
    self.itself = itself
  }
}
