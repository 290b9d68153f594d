import Imaging
import Vectors

/// Somebody's model that looks at both photos of a pair, and says how likely one was made from the other.
///
/// One may serve several tasks at once.
public protocol PairModel: Sendable {
  /// What tells it from others; results depend on it.
  var model: VectorModel { get }
  /// Those that it was made from, which no output may replace.
  var files: [String] { get }

  /// What the model sees of a photo: small beside the photo, so that it can be kept.
  func picture(of photo: ColorImage) -> ColorImage

  /// Natural logarithm of the odds that the query was made from the reference; a finite number.
  ///
  /// - Parameters: what ``picture(of:)`` has made of either photo.
  /// - Throws: where the model can't tell.
  func logit(query: ColorImage, reference: ColorImage) throws -> Double
}

/// Photos that a ``PairModel`` would have to look at are not at hand.
public struct PhotosNotAtHand: Error, Sendable, Hashable, CustomStringConvertible {
  /// Of the set.
  public let path: String

  public var description: String {
    "\(path) is a feature store, which has no photos for --pair-model to look at: give the folder, list or pack that they are in"
  }
}
