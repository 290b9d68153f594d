import CHDF5

/// How the values of a dataset are stored, once it is known that HDF5 will look for them in the file itself, and that the file may
/// hold as many as it claims.
///
/// HDF5 believes what a file says: it copies values from any other file of the machine that is named as external storage, and makes
/// room for petabytes that a file of a kilobyte claims. Virtual datasets, filters that expand what is stored, and extents beyond
/// the file's bytes are refused before anything is read.
struct HDF5Storage {
  enum Layout: Hashable {
    case compact, contiguous
    /// Extents of a chunk, each at least 1.
    case chunked([Int])
  }

  /// Nil where there are no values.
  let layout: Layout?
  /// Bytes of all values in the file.
  let byteCount: Int
  /// Bytes of the file.
  let fileBytes: Int

  /// To be called inside the library's lock.
  ///
  /// - Parameters:
  ///   - shape: extents of the dataset; none of a single value.
  ///   - elementBytes: of a value, as it is stored.
  ///   - allowsChecksums: whether chunks may have the checksums of our own tables, of which HDF5 reads a whole one at once.
  init(
    of dataset: HDF5Handle, in file: HDF5File, shape: [Int], elementBytes: Int, allowsChecksums: Bool
  ) throws(HDF5Failure) {
    fileBytes = try file.byteCount()
    // A row is counted where there are no rows, too.
    guard Self.product(elementBytes, Array(shape.dropFirst())) != nil,
      let byteCount = Self.product(elementBytes, shape),
      byteCount <= fileBytes
    else {
      throw HDF5Failure(reason: "a dataset of extents \(shape) does not fit a file of \(fileBytes) bytes")
    }
    self.byteCount = byteCount
    guard byteCount > 0 else {
      layout = nil
      return
    }
    let creation = try HDF5Handle(H5Dget_create_plist(dataset.id), closer: H5Pclose)
    defer { withExtendedLifetime(creation) {} }
    guard try Self.filters(of: creation.id).allSatisfy({ allowsChecksums && $0 == H5Z_FILTER_FLETCHER32 }) else {
      throw HDF5Failure(reason: "compressed or filtered datasets are not read; h5repack -f NONE writes them without")
    }
    switch H5Pget_layout(creation.id) {
    case H5D_COMPACT:
      guard Int(clamping: H5Dget_storage_size(dataset.id)) >= byteCount else { throw Self.incomplete }
      layout = .compact
    case H5D_CONTIGUOUS:
      guard H5Pget_external_count(creation.id) == 0 else {
        throw HDF5Failure(reason: "its values lie in another file, which is not read")
      }
      layout = .contiguous
    case H5D_CHUNKED:
      var extents = [hsize_t](repeating: 0, count: shape.count)
      guard H5Pget_chunk(creation.id, Int32(shape.count), &extents) == shape.count else { throw Self.incomplete }
      let chunk = extents.map { Int(clamping: $0) }
      guard chunk.allSatisfy({ $0 > 0 }), let chunkBytes = Self.product(elementBytes, chunk), chunkBytes <= fileBytes
      else { throw Self.incomplete }
      layout = .chunked(chunk)
    default: throw HDF5Failure(reason: "virtual datasets are not read")
    }
  }

  static let incomplete = HDF5Failure(reason: "the file does not hold all of its values")

  /// Nil where it is beyond Int.
  private static func product(_ elementBytes: Int, _ extents: [Int]) -> Int? {
    var product = elementBytes
    for extent in extents {
      let (value, isHuge) = product.multipliedReportingOverflow(by: extent)
      guard !isHuge else { return nil }
      product = value
    }
    return product
  }

  private static func filters(of creation: hid_t) throws(HDF5Failure) -> [H5Z_filter_t] {
    let count = try HDF5Library.check(H5Pget_nfilters(creation))
    var filters: [H5Z_filter_t] = []
    for index in 0..<count {
      var (flags, valueCount): (UInt32, Int) = (0, 0)
      filters.append(
        try HDF5Library.check(H5Pget_filter2(creation, UInt32(index), &flags, &valueCount, nil, 0, nil, nil)))
    }
    return filters
  }
}
