/// Does some work on many photos and hands over what comes of each in the order of `entries`; memory doesn't grow with
/// their number.
///
/// - Parameters:
///   - phase: what the progress is called.
///   - work: called on any of the threads.
///   - consume: called in the caller's task.
/// - Returns: the photos on which the work failed. Only errors of `consume` and cancellation end the run.
package func forEachPhoto<Output: Sendable>(
  of entries: [ImageEntry], phase: String, threads: Int, progress: any ProgressReporter,
  work: @escaping @Sendable (ImageEntry) throws -> Output, consume: (ImageEntry, Output) throws -> Void
) async throws -> [Failure] {
  var failures: [Failure] = []
  progress.begin(phase, total: entries.count)
  defer { progress.end() }
  try await mapInOrder(entries, threads: threads) { entry in
    Result { try work(entry) }
  } consume: { entry, result in
    switch result {
    case .success(let output): try consume(entry, output)
    case .failure(let error): failures.append(Failure(entry, error))
    }
    progress.advance()
  }
  return failures
}
