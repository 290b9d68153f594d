import Files

/// An HDF5 file in the making for other tools: it has a temporary name until it is whole.
///
/// Dropped before, or after a failure, nothing is left of it. Not to be shared between tasks.
final class PendingHDF5 {
  let path: String
  private let pending: PendingFile
  /// Nil once it is finished or has failed.
  private var file: HDF5File?

  init(path: String) throws(StoreError) {
    self.path = path
    do throws(FileError) {
      pending = try PendingFile(for: path)
    } catch {
      throw StoreError(path, .unwritable(reason: error.reason))
    }
    try attempt { () throws(HDF5Failure) in file = try HDF5File.create(pending.temporaryPath) }
  }

  deinit { abandon() }

  func write(_ body: (HDF5File) throws(HDF5Failure) -> Void) throws(StoreError) {
    guard let file else { throw StoreError(path, .unwritable(reason: "its writer has finished or failed before")) }
    try attempt { () throws(HDF5Failure) in try body(file) }
  }

  /// Gives the file its name.
  func finish() throws(StoreError) {
    try write { (file) throws(HDF5Failure) in try file.close() }
    file = nil
    do throws(FileError) {
      try pending.commit()
    } catch {
      pending.discard()
      throw StoreError(path, .unwritable(reason: error.reason))
    }
  }

  /// Gives up, and says why.
  func refusal(_ problem: StoreError.Problem) -> StoreError {
    abandon()
    return StoreError(path, problem)
  }

  private func attempt(_ body: () throws(HDF5Failure) -> Void) throws(StoreError) {
    do throws(HDF5Failure) {
      try body()
    } catch {
      abandon()
      throw StoreError(path, .unwritable(reason: error.reason))
    }
  }

  private func abandon() {
    // On a full disk closing fails again, but it does close.
    try? file?.close()
    file = nil
    pending.discard()
  }
}

/// Writes a whole file, or none.
func writeHDF5(to path: String, _ body: (HDF5File) throws(HDF5Failure) -> Void) throws(StoreError) {
  let file = try PendingHDF5(path: path)
  try file.write(body)
  try file.finish()
}
