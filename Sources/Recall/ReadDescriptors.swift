import Features
import Matcher
import Photos

/// Reads the descriptors of all photos of a source, laid out for exact search, and forgets the rest.
///
/// - Returns: those of each photo, nil where it can't be used, and why, or why not all of it.
/// - Throws: `StoreError` when a store can't be read, `CancellationError`.
package func readDescriptors(
  of source: any FeatureSource, phase: String, threads: Int, progress: any ProgressReporter
) async throws -> (photos: [SearchableDescriptors?], failures: [Failure]) {
  var photos: [SearchableDescriptors?] = []
  photos.reserveCapacity(source.count)
  var failures: [Failure] = []
  progress.begin(phase, total: source.count)
  defer { progress.end() }
  try await mapInOrder(Array(0..<source.count), threads: threads) { index -> (SearchableDescriptors?, Failure?) in
    switch try source.read(index, mirrored: false) {
    case .found(let views):
      let failure = views.damage.map { Failure($0, ofPhotoAt: source.file(of: index).path, id: source.ids[index]) }
      return (SearchableDescriptors(views.plain.descriptors), failure)
    case .skipped(let failure): return (nil, failure)
    }
  } consume: { _, photo in
    photos.append(photo.0)
    if let failure = photo.1 { failures.append(failure) }
    progress.advance()
  }
  return (photos, failures)
}
