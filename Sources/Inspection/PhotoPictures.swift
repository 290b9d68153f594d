import Copies
import Files
import Imaging
import Locks
import Names
import Photos
import Pyramid

/// Which side of a pair a photo is on.
package enum PhotoRole: String, Sendable, Hashable, CaseIterable {
  case query = "q"
  case reference = "r"
}

/// Photos as JPEGs of a size to be shown, upright and with nothing of the file's metadata; those that were asked for last are kept.
package final class PhotoPictures: Sendable {
  package struct Picture: Sendable {
    package let jpeg: [UInt8]
    /// A checksum of the bytes in quotation marks, as the header `ETag` has it.
    package let etag: String
  }

  private struct Key: Hashable {
    let role: PhotoRole
    let index: Int
    let side: Int
    /// A file that has changed is read anew; nil for one that is gone, which then says so.
    let stamp: FileStamp?
  }

  private struct Side: Sendable {
    let source: any FeatureSource
    let places: [ExactName: Int]

    init(_ source: any FeatureSource) {
      self.source = source
      places = source.ids.places
    }
  }

  private let queries: Side
  private let references: Side
  private let decoding: DecodingOptions
  private let entries: PhotoEntries
  private let kept: Guarded<RecentlyUsed<Key, Picture>>

  /// - Parameters:
  ///   - entries: of photos that the sets have no files of; what is found here is drawn before what the sets know.
  ///   - keptBytes: most bytes of pictures that are kept.
  package init(
    queries: any FeatureSource, references: any FeatureSource, decoding: DecodingOptions = .init(),
    entries: PhotoEntries = PhotoEntries(), keptBytes: Int = 64 << 20
  ) {
    self.queries = Side(queries)
    self.references = Side(references)
    self.decoding = decoding
    self.entries = entries
    kept = Guarded(RecentlyUsed(limit: keptBytes))
  }

  /// A photo, no longer than `side` pixels and never enlarged.
  ///
  /// - Throws: ``UnknownPhotoOfPair``, `PhotoNotAtHand` where nobody knows of a file of it, `ImageError` or `StoreError` for one that can't
  ///   be read.
  /// - Precondition: `side` is at least 1.
  /// - Complexity: O(pixels of the photo), unless it is kept.
  package func picture(of role: PhotoRole, id: String, side: Int) throws -> Picture {
    precondition(side >= 1, "a picture of \(side) pixels")
    let set =
      switch role {
      case .query: queries
      case .reference: references
      }
    guard let index = set.places[ExactName(id)] else { throw UnknownPhotoOfPair(id: id) }
    guard let entry = entries[id] ?? set.source.photo(at: index) else {
      throw PhotoNotAtHand(id: id, path: set.source.file(of: index).path)
    }
    let key = Key(role: role, index: index, side: side, stamp: FileStamp(entry.file))
    if let picture = kept.withLock({ $0.value(of: key) }) { return picture }
    let image = try entry.colorImage(decoding)
    let small = image.resampled(to: image.size.fitted(into: side))
    let jpeg = try small.encoded(as: .jpeg(quality: 85))
    var checksum = FNV1a()
    checksum.add(jpeg)
    let picture = Picture(jpeg: jpeg, etag: "\"\(checksum.digits)\"")
    kept.withLock { $0.hold(picture, of: key, room: jpeg.count) }
    return picture
  }

  /// What the kept pictures take.
  var keptBytes: Int { kept.withLock { $0.room } }
}
