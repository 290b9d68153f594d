import Features
import Photos
import Synchronization

/// Counts how often somebody asked where a photo is.
final class CountedPlaces: FeatureSource {
  let base: any FeatureSource
  let photos = Mutex(0)

  init(_ base: any FeatureSource) { self.base = base }

  var path: String { base.path }
  var ids: [String] { base.ids }
  var options: ExtractionOptions { base.options }
  var files: [String] { base.files }
  var canMirror: Bool { base.canMirror }
  func file(of index: Int) -> PhotoFile { base.file(of: index) }
  func fingerprint(of index: Int) -> UInt64 { base.fingerprint(of: index) }
  func read(_ index: Int, mirrored: Bool) throws -> PhotoReading { try base.read(index, mirrored: mirrored) }

  func photo(at index: Int) -> ImageEntry? {
    photos.withLock { $0 += 1 }
    return base.photo(at: index)
  }
}
