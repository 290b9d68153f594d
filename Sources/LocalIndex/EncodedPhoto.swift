import Features

/// A photo's features as an index keeps them, in the photo's order.
struct EncodedPhoto: Sendable {
  let id: String
  let words: [UInt32]
  let signatures: [Signature]
  let poses: [Pose]

  /// Cells whose words are compared with a descriptor, which is kept with the nearest one.
  static let cells = 4

  /// Encodes some photos together, so that the codebook is read once for all.
  static func encode(_ photos: [(id: String, features: FeatureSet)], by codebook: Codebook) -> [EncodedPhoto] {
    var all = Descriptors(kind: codebook.kind)
    for photo in photos { all.append(photo.features.descriptors) }
    let nearest = codebook.nearestWords(of: all, count: 1, cells: cells)
    let signatures = Signatures(of: all, in: codebook)
    var descriptor = 0
    return photos.map { id, features in
      let range = descriptor..<descriptor + features.count
      descriptor = range.upperBound
      let words = range.map { nearest[$0].first { _ in true }! }
      return EncodedPhoto(
        id: id, words: words.map(UInt32.init),
        signatures: zip(range, words).map { signatures.signature(of: $0, relativeTo: $1) },
        poses: features.keypoints.map(Pose.init))
    }
  }
}
