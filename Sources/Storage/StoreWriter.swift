import HDF5

/// An HDF5 file of ours in the making: a ``PendingHDF5`` that begins with our root attributes and ends with a seal.
///
/// Whoever owns it writes datasets by ``write(_:)`` and, when that fails, closes them and calls ``abandon()``.
/// Not to be shared between tasks.
final class StoreWriter {
  private let file: PendingHDF5

  var path: String { file.path }
  var isOpen: Bool { file.isOpen }

  /// Starts a file with its root attributes.
  ///
  /// - Throws: ``StoreError`` when the folder is missing or can't be written; nothing is left then.
  init(
    path: String, format: StoreFormat, version: Int, options: String, moreAttributes: [String: String] = [:]
  ) throws(StoreError) {
    file = try PendingHDF5(path: path)
    try file.write { (file) throws(HDF5Failure) in
      try file.setAttribute(StoreLayout.Attribute.format, to: format.rawValue)
      try file.setAttribute(StoreLayout.Attribute.formatVersion, to: Int64(version))
      try file.setAttribute(StoreLayout.Attribute.toolVersion, to: toolVersion)
      try file.setAttribute(StoreLayout.Attribute.options, to: options)
      for (name, value) in moreAttributes.sorted(by: { $0.key < $1.key }) { try file.setAttribute(name, to: value) }
    }
  }

  /// - Throws: ``StoreError`` once the writer has finished or failed.
  func requireOpen() throws(StoreError) { try file.requireOpen() }

  /// Lets `body` write to the file.
  ///
  /// - Throws: ``StoreError`` when that fails; the file is to be abandoned then.
  func write(_ body: (HDF5File) throws(HDF5Failure) -> Void) throws(StoreError) {
    try file.write(keepsOpen: true, body)
  }

  /// Closes the file, whose datasets are closed already, seals it and gives it its name.
  ///
  /// - Throws: ``StoreError`` when that fails, after which nothing is left of the file.
  func finish() throws(StoreError) { try file.finish(FileSeal.close) }

  /// Closes the file and deletes it; does nothing after ``finish()``.
  func abandon() { file.abandon() }
}
