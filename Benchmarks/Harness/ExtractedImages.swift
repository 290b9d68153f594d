import Features
import Imaging

extension FeatureExtractor {
  /// The features of images in memory, found on all cores, in their order.
  func features(of images: [GrayImage], maxSide: Int) async throws -> [FeatureSet] {
    try await withThrowingTaskGroup(of: (Int, FeatureSet).self) { group in
      for (index, image) in images.enumerated() {
        group.addTask { (index, try extract(from: image, maxSide: maxSide)) }
      }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }.sorted { $0.key < $1.key }.map(\.value)
    }
  }
}
