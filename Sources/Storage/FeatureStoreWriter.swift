import Features
import HDF5

/// Makes a feature store, image by image; ``FeatureStore`` reads it.
///
/// The file has a temporary name until ``finish()``. When the writer is dropped before, or a call fails, nothing is
/// left of it and a file that was there before is untouched. The same calls give a byte-identical file. Features are
/// kept in memory for about `imagesPerChunk` images, and some 60 bytes for every image; ``finish()`` reads the file once
/// more for its seal. Not to be shared between tasks.
public final class FeatureStoreWriter {
  private typealias Layout = FeatureStoreLayout

  /// Most bytes of features that are stored together, however many images ask for it.
  private static let chunkByteLimit = 8 << 20
  /// Fewest rows that are stored together in a file of several chunks.
  private static let fewestChunkRows = 4096

  public let descriptorKind: DescriptorKind
  private let imagesPerChunk: Int
  private let output: PhotoFileWriter

  private var offsets: [UInt64] = [0]
  private var keypoints: RowBuffer<Float>
  private var descriptors: RowBuffer<UInt8>
  private var thumbnails = RowBuffer<UInt8>(name: Layout.thumbnails, columns: nil)
  /// Whether images have thumbnails, once the first has told.
  private var hasThumbnails: Bool?
  /// Rows of a chunk of features, and of thumbnails, once the first images have told.
  private var chunkRows: (features: Int, thumbnails: Int)?

  /// Features that are in memory, for tests.
  var waitingFeatures: Int { keypoints.waitingRows }
  public var path: String { output.path }
  /// Number of images so far.
  public var count: Int { output.count }

  /// Starts a feature store.
  ///
  /// - Parameters:
  ///   - path: where the store will be; a file of that name is replaced by ``finish()``.
  ///   - options: settings of the extraction, JSON text; see ``FeatureStore/encodeOptions(_:)``.
  ///   - naming: how the photos got their names, where that is known: see ``FeatureStore/naming``.
  ///   - imagesPerChunk: images whose features are stored together; at least 1.
  /// - Throws: ``StoreError`` when the folder is missing or can't be written.
  public init(
    path: String, descriptorKind: DescriptorKind, options: String, naming: String? = nil, imagesPerChunk: Int = 100
  ) throws(StoreError) {
    precondition(imagesPerChunk > 0, "a chunk of \(imagesPerChunk) images")
    self.descriptorKind = descriptorKind
    self.imagesPerChunk = imagesPerChunk
    keypoints = RowBuffer(name: Layout.keypoints, columns: Layout.keypointColumns)
    descriptors = RowBuffer(name: Layout.descriptors, columns: descriptorKind.byteCount)
    output = try PhotoFileWriter(
      path: path, format: Layout.format, version: Layout.version, options: options,
      moreAttributes: [Layout.descriptorKind: descriptorKind.rawValue].merging(
        naming.map { [Layout.naming: $0] } ?? [:]
      ) { $1 })
  }

  /// Adds an image behind the others.
  ///
  /// - Parameters:
  ///   - name: at most 4096 bytes of UTF-8, not empty and without zeros.
  ///   - features: may be none.
  ///   - path: where the photo is: a path by which it can be opened, or its place in a pack; nil where that isn't known.
  ///   - fileBytes: bytes of the photo's file; nil where they aren't known.
  /// - Precondition: the descriptors are of `descriptorKind`; a file has no fewer than no bytes.
  /// - Throws: ``StoreError`` when the name, the path or a keypoint (not finite) can't be stored, when this image has a
  ///   thumbnail and the first had none or the other way round, or when the file can't be
  ///   written. The writer is of no more use then: nothing is left of the file, and every later call throws.
  public func append(
    name: String, features: FeatureSet, path: String? = nil, fileBytes: Int? = nil
  ) throws(StoreError) {
    precondition(
      features.descriptors.kind == descriptorKind,
      "\(features.descriptors.kind) descriptors in a store of \(descriptorKind) ones")
    let rows = Layout.rows(of: features.keypoints)
    let (bytes, thumbnail) = (features.descriptors.bytes, features.thumbnail?.pixels ?? [])
    try output.append(
      name: name, size: features.imageSize,
      checksum: Layout.checksum(keypointRows: rows, descriptors: bytes, thumbnail: thumbnail),
      source: (path, fileBytes), problem: problem(of: features, keypointRows: rows)
    ) { file throws(HDF5Failure) in
      hasThumbnails = features.thumbnail != nil
      keypoints.append(rows)
      descriptors.append(bytes)
      thumbnails.append(thumbnail)
      offsets.append(UInt64(keypoints.rowCount))
      try flushWholeChunks(to: file)
    }
  }

  /// Writes what is left and gives the file its name.
  ///
  /// - Throws: ``StoreError`` when that fails, after which nothing is left of the file.
  public func finish() throws(StoreError) {
    try output.finish { file, table throws(HDF5Failure) in
      let rows = chunkRows ?? (max(keypoints.waitingRows, 1), max(thumbnails.waitingRows, 1))
      try keypoints.flush(to: file, chunkRows: rows.features, isLast: true)
      try descriptors.flush(to: file, chunkRows: rows.features, isLast: true)
      if hasThumbnails == true { try thumbnails.flush(to: file, chunkRows: rows.thumbnails, isLast: true) }
      try table.write(to: file, offsets: offsets)
      try keypoints.close()
      try descriptors.close()
      try thumbnails.close()
    }
  }

  // MARK: Steps

  private func flushWholeChunks(to file: HDF5File) throws(HDF5Failure) {
    let rowByteCount = keypoints.rowByteCount + descriptors.rowByteCount
    if chunkRows == nil {
      let isFull = count >= imagesPerChunk || keypoints.waitingRows * rowByteCount >= Self.chunkByteLimit
      guard isFull else { return }
      // The first images tell how many rows an image has. A small store never gets here, and takes no room in vain.
      chunkRows = (
        min(max(keypoints.waitingRows, Self.fewestChunkRows), Self.chunkByteLimit / rowByteCount),
        min(max(thumbnails.waitingRows, Self.fewestChunkRows), Self.chunkByteLimit)
      )
    }
    guard let chunkRows else { return }
    try keypoints.flush(to: file, chunkRows: chunkRows.features)
    try descriptors.flush(to: file, chunkRows: chunkRows.features)
    try thumbnails.flush(to: file, chunkRows: chunkRows.thumbnails)
  }

  private func problem(of features: FeatureSet, keypointRows rows: [Float]) -> String? {
    if let bad = rows.firstIndex(where: { !$0.isFinite }) {
      let index = bad / Layout.keypointColumns
      return "keypoint \(index) is not finite: \(features.keypoints[index])"
    }
    let hasThumbnail = features.thumbnail != nil
    return hasThumbnails ?? hasThumbnail == hasThumbnail
      ? nil : "it has \(hasThumbnail ? "a" : "no") thumbnail, unlike those before"
  }
}
