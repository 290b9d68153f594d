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

  public let contents: ImagePackContents
  private let output: PhotoFileWriter
  /// Of the squares, where the pack is to hold them; nil where it is to hold encoded images.
  private var pixels: HDF5Dataset?
  private var encoded = RowBuffer<UInt8>(name: Layout.encoded, columns: nil)
  private var offsets: [UInt64] = [0]

  public var path: String { output.path }
  /// Number of images so far.
  public var count: Int { output.count }

  /// Starts an image pack.
  ///
  /// - Parameters:
  ///   - path: where the pack will be; a file of that name is replaced by ``finish()``.
  ///   - imageCount: how many images are to come at most, so that a file of few takes no room in vain.
  /// - Throws: ``StoreError`` when the folder is missing or can't be written.
  /// - Precondition: the contents are valid.
  public init(path: String, contents: ImagePackContents, imageCount: Int) throws(StoreError) {
    self.contents = contents
    let options: String
    do { options = try StoredOptions.encode(contents) } catch { preconditionFailure("\(contents): \(error)") }
    output = try PhotoFileWriter(path: path, format: Layout.format, version: Layout.version, options: options)
    if case .pixels(let side) = contents {
      try output.write { file throws(HDF5Failure) in
        // Squares are written one by one, not by chunks in memory.
        pixels = try HDF5Dataset.create(
          Layout.pixels, in: file, type: .uint8, rowShape: [side, side, Layout.channels],
          chunkRows: Layout.imagesPerChunk(side: side, imageCount: imageCount), isFilled: false)
      }
    }
  }

  /// Adds an image behind the others.
  ///
  /// - Parameters:
  ///   - name: at most 4096 bytes of UTF-8, not empty and without zeros.
  ///   - size: of the photo.
  ///   - bytes: what is stored of it: those of its file, or the pixels of its square.
  /// - Precondition: pixels fill the square.
  /// - Throws: ``StoreError`` when the name can't be stored, or the file can't be written. The writer is of no
  ///   more use then: nothing is left of the file, and every later call throws.
  public func append(name: String, size: ImageSize, bytes: [UInt8]) throws(StoreError) {
    try output.append(name: name, size: size, checksum: Layout.checksum(bytes)) { file throws(HDF5Failure) in
      if let pixels {
        precondition(bytes.count == pixels.rowByteCount, "\(bytes.count) bytes do not fill \(contents)")
        try pixels.write(bytes, atRow: count - 1)
      } else {
        encoded.append(bytes)
        offsets.append(UInt64(encoded.rowCount))
        try encoded.flush(to: file, chunkRows: Layout.encodedChunkBytes)
      }
    }
  }

  /// Writes what is left and gives the file its name.
  ///
  /// - Throws: ``StoreError`` when that fails, after which nothing is left of the file.
  public func finish() throws(StoreError) {
    try output.finish { file, table throws(HDF5Failure) in
      if let pixels {
        try pixels.close()
        try table.write(to: file)
      } else {
        try encoded.finish(in: file, chunkRows: Layout.encodedChunkBytes)
        try table.write(to: file, offsets: offsets)
      }
    }
  }
}
