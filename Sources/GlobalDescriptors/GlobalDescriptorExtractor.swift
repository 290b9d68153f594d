import Imaging
import Vectors

/// Describes a photo as a whole by one vector.
public protocol GlobalDescriptorExtractor: Sendable {
  /// What the vectors are made by: only those of one model can be compared.
  var model: VectorModel { get }
  /// Numbers of a vector.
  var dimension: Int { get }

  /// The vector of a photo: `dimension` finite numbers, all of them zero where the photo has nothing to describe.
  ///
  /// Called from several tasks at once; equal photos have equal vectors.
  /// - Throws: where this photo can't be described; others may be.
  /// - Precondition: the photo is not empty.
  func vector(of photo: ColorImage) throws -> [Float]
}
