import Files

/// An HDF5 file of ours in the making: it has a temporary name until it is sealed and whole.
///
/// Whoever owns it writes datasets by ``write(_:)`` and, when that fails, closes them and calls ``abandon()``.
/// Not to be shared between tasks.
final class StoreWriter {
  let path: String
  private let pending: PendingFile
  /// Nil once the writer has finished or failed.
  private var file: HDF5File?

  var isOpen: Bool { file != nil }

  /// Starts a file with its root attributes.
  ///
  /// - Throws: ``StoreError`` when the folder is missing or can't be written; nothing is left then.
  init(
    path: String, format: StoreFormat, version: Int, options: String, moreAttributes: [String: String] = [:]
  ) throws(StoreError) {
    self.path = path
    do throws(FileError) {
      pending = try PendingFile(for: path)
    } catch {
      throw StoreError(path, .unwritable(reason: error.reason))
    }
    do throws(HDF5Failure) {
      let file = try HDF5File.create(pending.temporaryPath)
      self.file = file
      try file.setAttribute(StoreLayout.Attribute.format, to: format.rawValue)
      try file.setAttribute(StoreLayout.Attribute.formatVersion, to: Int64(version))
      try file.setAttribute(StoreLayout.Attribute.toolVersion, to: toolVersion)
      try file.setAttribute(StoreLayout.Attribute.options, to: options)
      for (name, value) in moreAttributes.sorted(by: { $0.key < $1.key }) { try file.setAttribute(name, to: value) }
    } catch {
      abandon()
      throw StoreError(path, .unwritable(reason: error.reason))
    }
  }

  deinit { abandon() }

  /// - Throws: ``StoreError`` once the writer has finished or failed.
  func requireOpen() throws(StoreError) { _ = try openFile() }

  /// Lets `body` write to the file.
  ///
  /// - Throws: ``StoreError`` when that fails; the file is to be abandoned then.
  func write(_ body: (HDF5File) throws(HDF5Failure) -> Void) throws(StoreError) {
    let file = try openFile()
    do throws(HDF5Failure) {
      try body(file)
    } catch {
      throw StoreError(path, .unwritable(reason: error.reason))
    }
  }

  /// Closes the file, whose datasets are closed already, seals it and gives it its name.
  ///
  /// - Throws: ``StoreError`` when that fails, after which nothing is left of the file.
  func finish() throws(StoreError) {
    do { try write { file throws(HDF5Failure) in try file.close() } } catch {
      abandon()
      throw error
    }
    file = nil
    do throws(FileError) {
      try FileSeal.close(pending)
      try pending.commit()
    } catch {
      pending.discard()
      throw StoreError(path, .unwritable(reason: error.reason))
    }
  }

  /// Closes the file and deletes it; does nothing after ``finish()``.
  func abandon() {
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
