import Features
import Matcher
import Photos

/// Reads the descriptors of all photos of a source, laid out for exact search, and forgets the rest.
///
/// - Returns: those of each photo, nil where it can't be used, and why.
/// - Throws: `StoreError` when a store can't be read, `CancellationError`.
package func readDescriptors(
  of source: any FeatureSource, phase: String, threads: Int, progress: any ProgressReporter
) async throws -> (photos: [SearchableDescriptors?], failures: [Failure]) {
  var photos: [SearchableDescriptors?] = []
  photos.reserveCapacity(source.count)
  var failures: [Failure] = []
  progress.begin(phase, total: source.count)
  defer { progress.end() }
  try await mapInOrder(Array(0..<source.count), threads: threads) { index -> Result<SearchableDescriptors, Skipped> in
    switch try source.read(index, mirrored: false) {
    case .found(let views): .success(SearchableDescriptors(views.plain.descriptors))
    case .skipped(let failure): .failure(Skipped(failure: failure))
    }
  } consume: { _, result in
    switch result {
    case .success(let descriptors): photos.append(descriptors)
    case .failure(let skipped):
      photos.append(nil)
      failures.append(skipped.failure)
    }
    progress.advance()
  }
  return (photos, failures)
}

private struct Skipped: Error {
  let failure: Failure
}
