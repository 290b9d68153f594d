import Geometry

/// The photos of the library that are no copies, no two of which show the same.
struct OriginalSet {
  /// Those that copies are made of: whole photos.
  let copied: [LibraryPhoto]
  let whole: [LibraryPhoto]
  let pieces: [LibraryPhoto]

  /// Pieces of less are sky or water, of which one looks like the other.
  private static let leastContrast: Float = 10

  /// Takes the photos in an order drawn at random; the last ones are cut into pieces, as many as it takes to reach
  /// `count` in all. What looks like one that was taken before is left out.
  ///
  /// - Throws: ``NotEnoughPhotos``; what reading throws.
  init(_ photos: [SourcePhoto], copied copiedCount: Int, count: Int, using generator: inout SplitMix64) throws {
    var taken: [(photo: SourcePhoto, original: LibraryPhoto)] = []
    for photo in photos.shuffled(using: &generator) {
      let original = try LibraryPhoto(photo)
      if !taken.contains(where: { $0.original.thumbnail.looksLike(original.thumbnail) }) {
        taken.append((photo, original))
      }
    }
    var pieces: [LibraryPhoto] = []
    while taken.count > copiedCount, taken.count + pieces.count < count {
      let photo = taken.removeLast().photo
      for piece in try LibraryPhoto.pieces(of: photo) where piece.thumbnail.contrast >= Self.leastContrast {
        let isKnown =
          pieces.contains { $0.thumbnail.looksLike(piece.thumbnail) }
          || taken.contains { $0.original.thumbnail.looksLike(piece.thumbnail) }
        if !isKnown { pieces.append(piece) }
      }
    }
    guard taken.count >= copiedCount, taken.count + pieces.count >= count else {
      throw NotEnoughPhotos(found: taken.count + pieces.count, needed: count)
    }
    copied = taken.prefix(copiedCount).map(\.original)
    whole = taken.prefix(count).dropFirst(copiedCount).map(\.original)
    self.pieces = Array(pieces.prefix(count - copied.count - whole.count))
  }
}
