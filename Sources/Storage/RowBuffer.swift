import HDF5

/// Rows of a dataset that wait to be written, so that whole chunks are written at once.
///
/// HDF5 would read, complete and check a chunk again for every piece of it.
struct RowBuffer<Element: HDF5Element> {
  let name: String
  /// nil for a dataset of one dimension.
  let columns: Int?
  /// Rows that wait, one after the other; always whole ones.
  private(set) var values: [Element] = []
  private var writtenRows = 0
  private var dataset: HDF5Dataset?

  init(name: String, columns: Int?) {
    self.name = name
    self.columns = columns
  }

  private var rowLength: Int { columns ?? 1 }
  var waitingRows: Int { values.count / rowLength }
  var rowCount: Int { writtenRows + waitingRows }
  var rowByteCount: Int { rowLength * MemoryLayout<Element>.stride }

  mutating func append(_ rows: [Element]) {
    precondition(rows.count % rowLength == 0, "\(rows.count) values are no rows of \(rowLength)")
    values += rows
  }

  /// Writes the waiting rows that fill chunks, or all of them.
  mutating func flush(to file: HDF5File, chunkRows: Int, isLast: Bool = false) throws(HDF5Failure) {
    guard isLast || waitingRows >= chunkRows else { return }
    let dataset =
      if let dataset { dataset } else {
        try HDF5Dataset.create(name, in: file, type: Element.hdf5Type, columns: columns, chunkRows: chunkRows)
      }
    self.dataset = dataset
    let count = isLast ? waitingRows : waitingRows / chunkRows * chunkRows
    try dataset.write(Array(values.prefix(count * rowLength)), atRow: writtenRows)
    values.removeFirst(count * rowLength)
    writtenRows += count
  }

  /// Writes what is left and closes the dataset.
  mutating func finish(in file: HDF5File, chunkRows: Int) throws(HDF5Failure) {
    // A file that never filled a chunk takes no more room than its rows.
    try flush(to: file, chunkRows: writtenRows == 0 ? max(waitingRows, 1) : chunkRows, isLast: true)
    try close()
  }

  func close() throws(HDF5Failure) { try dataset?.close() }
}
