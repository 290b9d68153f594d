import Files
import HDF5

/// An HDF5 file in the making: it has a temporary name until it is whole.
///
/// Dropped before, or after a failure, nothing is left of it. Not to be shared between tasks.
package final class PendingHDF5 {
  package let path: String
  private let pending: PendingFile
  /// Nil once it is finished or has failed.
  private var file: HDF5File?

  /// - Throws: ``StoreError`` when the folder is missing or can't be written.
  package init(path: String) throws(StoreError) {
    self.path = path
    do throws(FileError) {
      pending = try PendingFile(for: path)
    } catch {
      throw StoreError(path, .unwritable(reason: error.reason))
    }
    do throws(HDF5Failure) {
      file = try HDF5File.create(pending.temporaryPath)
    } catch {
      pending.discard()
      throw StoreError(path, .unwritable(reason: error.reason))
    }
  }

  deinit { abandon() }

  /// - Throws: ``StoreError`` once it is finished or has failed.
  package func requireOpen() throws(StoreError) { _ = try openFile() }

  /// Lets `body` write to the file.
  ///
  /// - Throws: ``StoreError`` when that fails, after which nothing is left of the file.
  package func write(_ body: (HDF5File) throws(HDF5Failure) -> Void) throws(StoreError) {
    let file = try openFile()
    do throws(HDF5Failure) {
      try body(file)
    } catch {
      abandon()
      throw StoreError(path, .unwritable(reason: error.reason))
    }
  }

  /// Closes the file and gives it its name.
  ///
  /// - Parameter complete: adds what HDF5 doesn't know of to the closed file.
  /// - Throws: ``StoreError`` when that fails, after which nothing is left of the file.
  package func finish(_ complete: (PendingFile) throws(FileError) -> Void = { _ in }) throws(StoreError) {
    try write { (file) throws(HDF5Failure) in try file.close() }
    file = nil
    do throws(FileError) {
      try complete(pending)
      try pending.commit()
    } catch {
      pending.discard()
      throw StoreError(path, .unwritable(reason: error.reason))
    }
  }

  /// Closes the file and deletes it; does nothing after ``finish(_:)``.
  package func abandon() {
    guard let file else { return }
    self.file = nil
    // On a full disk closing fails again, but it does close.
    try? file.close()
    pending.discard()
  }

  private func openFile() throws(StoreError) -> HDF5File {
    guard let file else { throw StoreError(path, .unwritable(reason: "its writer has finished or failed before")) }
    return file
  }
}
