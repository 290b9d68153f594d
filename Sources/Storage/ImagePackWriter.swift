import HDF5
import Imaging

/// Makes an image pack, image by image; ``ImagePack`` reads it.
///
/// The file has a temporary name until ``finish()``. When the writer is dropped before, or a call fails, nothing is
/// left of it and a file that was there before is untouched. The same calls give a byte-identical file. Some megabytes
/// are kept in memory of encoded images, nothing of pixels, and some 60 bytes for every image; ``finish()`` reads the
/// file once more for its seal. Not to be shared between tasks.
public final class ImagePackWriter {
  private typealias Layout = ImagePackLayout

  public let path: String
  public let contents: ImagePackContents
  private let output: StoreWriter
  private var table = ImageTableWriter()
  /// Of the squares, where the pack is to hold them; nil where it is to hold encoded images.
  private var pixels: HDF5Dataset?
  private var encoded = RowBuffer<UInt8>(name: Layout.encoded, columns: nil)
  private var offsets: [UInt64] = [0]

  /// Number of images so far.
  public var count: Int { table.count }

  /// Starts an image pack.
  ///
  /// - Parameters:
  ///   - path: where the pack will be; a file of that name is replaced by ``finish()``.
  ///   - imageCount: how many images are to come at most, so that a file of few takes no room in vain.
  /// - Throws: ``StoreError`` when the folder is missing or can't be written.
  /// - Precondition: the contents are valid.
  public init(path: String, contents: ImagePackContents, imageCount: Int) throws(StoreError) {
    self.path = path
    self.contents = contents
    let options: String
    do { options = try StoredOptions.encode(contents) } catch { preconditionFailure("\(contents): \(error)") }
    output = try StoreWriter(path: path, format: Layout.format, version: Layout.version, options: options)
    if case .pixels(let side) = contents {
      try attempt { file throws(HDF5Failure) in
        // Squares are written one by one, not by chunks in memory.
        pixels = try HDF5Dataset.create(
          Layout.pixels, in: file, type: .uint8, rowShape: [side, side, Layout.channels],
          chunkRows: Layout.imagesPerChunk(side: side, imageCount: imageCount), isFilled: false)
      }
    }
  }

  deinit { abandon() }

  /// Adds an image behind the others.
  ///
  /// - Parameters:
  ///   - name: at most 4096 bytes of UTF-8, not empty and without zeros.
  ///   - size: of the photo.
  ///   - bytes: what is stored of it: those of its file, or the pixels of its square.
  /// - Precondition: pixels fill the square.
  /// - Throws: ``StoreError`` when the name or the size can't be stored, or the file can't be written. The writer is of no
  ///   more use then: nothing is left of the file, and every later call throws.
  public func append(name: String, size: ImageSize, bytes: [UInt8]) throws(StoreError) {
    try output.requireOpen()
    if let problem = table.problem(name: name, size: size) {
      let index = count
      abandon()
      throw StoreError(path, .image(index: index, name: name, reason: problem))
    }
    try attempt { file throws(HDF5Failure) in
      if let pixels {
        precondition(bytes.count == pixels.rowByteCount, "\(bytes.count) bytes do not fill \(contents)")
        try pixels.write(bytes, atRow: count)
      } else {
        encoded.append(bytes)
        offsets.append(UInt64(encoded.rowCount))
        guard encoded.waitingRows >= Layout.encodedChunkBytes else { return }
        try encoded.flush(to: file, chunkRows: Layout.encodedChunkBytes, isLast: false)
      }
    }
    table.append(name: name, size: size, checksum: Layout.checksum(bytes))
  }

  /// Writes what is left and gives the file its name.
  ///
  /// - Throws: ``StoreError`` when that fails, after which nothing is left of the file.
  public func finish() throws(StoreError) {
    try attempt { file throws(HDF5Failure) in
      if let pixels {
        try pixels.close()
        try table.write(to: file)
      } else {
        // A file that never filled a chunk takes no more room than its bytes.
        let isSmall = encoded.waitingRows == encoded.rowCount
        try encoded.flush(
          to: file, chunkRows: isSmall ? max(encoded.waitingRows, 1) : Layout.encodedChunkBytes, isLast: true)
        try encoded.close()
        try table.write(to: file, offsets: offsets)
      }
    }
    try output.finish()
  }

  private func attempt(_ body: (HDF5File) throws(HDF5Failure) -> Void) throws(StoreError) {
    do { try output.write(body) } catch {
      abandon()
      throw error
    }
  }

  /// Closes the file and deletes it; does nothing after ``finish()``.
  private func abandon() {
    guard output.isOpen else { return }
    // On a full disk closing fails again, but it does close.
    try? encoded.close()
    try? pixels?.close()
    output.abandon()
  }
}
