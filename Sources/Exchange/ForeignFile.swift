import HDF5
import Storage

/// An HDF5 file that another tool wrote: of any age and without checksums, so that nothing it says is believed unseen.
struct ForeignFile: Sendable {
  /// Nested groups that are looked into; what lies deeper is refused, as a damaged group may hold itself.
  static let deepestGroup = 32

  let path: String
  private let file: HDF5File
  private let hasChecksums: Bool

  /// - Throws: ``StoreError`` when it is missing, no HDF5 file, or can't be opened as one.
  init(path: String) throws(StoreError) {
    self.path = path
    hasChecksums = try superblockVersion(of: path).map { $0 >= HDF5File.firstSuperblockOfVersion110 } ?? false
    do throws(HDF5Failure) {
      file = try HDF5File.open(path)
    } catch {
      throw StoreError(path, Self.problem(error))
    }
  }

  func object(at name: String) throws(StoreError) -> HDF5File.LinkedObject? {
    try reading { () throws(HDF5Failure) in try file.object(at: name) }
  }

  func names(in group: String) throws(StoreError) -> [String] {
    try reading { () throws(HDF5Failure) in try file.names(in: group) }
  }

  /// Calls `body` with the path of each group below the root that holds a dataset called `name`, those of a group in the
  /// order of their bytes, until it returns false. What else such a group holds is not looked into.
  func forEachGroup(holding name: String, _ body: (String) throws(StoreError) -> Bool) throws(StoreError) {
    // A group takes more bytes than this: who counts more of them goes round in circles.
    var left = try reading { () throws(HDF5Failure) in try file.byteCount() } / 16
    func visit(_ group: String, depth: Int) throws(StoreError) -> Bool {
      left -= 1
      guard depth <= Self.deepestGroup, left > 0 else {
        throw error(.damaged(reason: "its groups are nested more than \(Self.deepestGroup) deep, or in circles"))
      }
      if !group.isEmpty, try object(at: group + "/" + name) == .dataset { return try body(group) }
      for child in try names(in: group) {
        let path = group.isEmpty ? child : group + "/" + child
        guard try object(at: path) == .group else { continue }
        guard try visit(path, depth: depth + 1) else { return false }
      }
      return true
    }
    _ = try visit("", depth: 0)
  }

  /// The text of a root attribute of our own; nil where there is none.
  ///
  /// Files without checksums are none of ours, and HDF5 1.10 reads beyond a damaged attribute.
  func text(ofAttribute name: String) throws(StoreError) -> String? {
    guard hasChecksums else { return nil }
    let value = try reading { () throws(HDF5Failure) in try file.attribute(name) }
    return if case .text(let text) = value { text } else { nil }
  }

  // MARK: Datasets

  /// Floats of the given extents, nil for any number, with those extents: every one of them finite.
  func floats(_ name: String, shape: [Int?]) throws(StoreError) -> (values: [Float], shape: [Int]) {
    let (dataset, found) = try openFloats(name, shape: shape)
    let values = try reading(name) { () throws(HDF5Failure) in try dataset.floats() }
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw error(.value(dataset: name, index: bad, found: "\(values[bad])", expected: "a finite number"))
    }
    return (values, found)
  }

  /// Rows of floats that are read when they are needed.
  func floatRows(_ name: String) throws(StoreError) -> ForeignRows {
    let (dataset, shape) = try openFloats(name, shape: [nil, nil])
    try reading(name) { () throws(HDF5Failure) in try dataset.requireValues() }
    return ForeignRows(file: self, name: name, count: shape[0], columns: shape[1], dataset: dataset)
  }

  private func openFloats(_ name: String, shape: [Int?]) throws(StoreError) -> (dataset: ForeignDataset, shape: [Int]) {
    let dataset = try open(name)
    guard case .float = dataset.element, let found = Self.match(dataset.shape, shape) else {
      throw mismatch(name, dataset, expected: Self.describe(shape) + " Float16, Float32 or Float64")
    }
    return (dataset, found)
  }

  /// Integers of the given extents, of whatever width.
  func integers(_ name: String, shape: [Int?]) throws(StoreError) -> [Int64] {
    let dataset = try open(name)
    guard case .integer = dataset.element, Self.match(dataset.shape, shape) != nil else {
      throw mismatch(name, dataset, expected: Self.describe(shape) + " integers")
    }
    return try reading(name) { () throws(HDF5Failure) in try dataset.integers() }
  }

  /// Strings of fixed or variable length.
  func strings(_ name: String, count: Int? = nil) throws(StoreError) -> [String] {
    let dataset = try open(name)
    let isText =
      switch dataset.element {
      case .string(let length): length <= StoreLayout.longestName
      case .variableLengthString: true
      default: false
      }
    guard isText, Self.match(dataset.shape, [count]) != nil else {
      throw mismatch(name, dataset, expected: Self.describe([count]) + " strings")
    }
    return try reading(name) { () throws(HDF5Failure) in try dataset.strings() }
  }

  /// The extents of a dataset; nil where it has none.
  func shape(of name: String) throws(StoreError) -> [Int]? { try open(name).shape }

  private func open(_ name: String) throws(StoreError) -> ForeignDataset {
    guard try object(at: name) == .dataset else { throw error(.missingDataset(name: name)) }
    return try reading(name) { () throws(HDF5Failure) in try ForeignDataset(name, in: file) }
  }

  private static func match(_ found: [Int]?, _ expected: [Int?]) -> [Int]? {
    guard let found, found.count == expected.count, zip(found, expected).allSatisfy({ $1 == nil || $0 == $1 }) else {
      return nil
    }
    return found
  }

  private static func describe(_ shape: [Int?]) -> String {
    let letters = ["N", "D"]
    return "[" + zip(shape, letters).map { $0.map { "\($0)" } ?? $1 }.joined(separator: ", ") + "]"
  }

  // MARK: Errors

  func error(_ problem: StoreError.Problem) -> StoreError { StoreError(path, problem) }

  private func mismatch(_ name: String, _ dataset: ForeignDataset, expected: String) -> StoreError {
    let extents = dataset.shape.map { "\($0) " } ?? "without values, of "
    return error(.dataset(name: name, found: extents + dataset.element.description, expected: expected))
  }

  fileprivate func reading<Result>(
    _ dataset: String? = nil, _ body: () throws(HDF5Failure) -> Result
  ) throws(StoreError) -> Result {
    do throws(HDF5Failure) {
      return try body()
    } catch {
      let named = HDF5Failure(reason: (dataset.map { "the dataset \($0): " } ?? "") + error.reason)
      throw self.error(Self.problem(named))
    }
  }

  /// HDF5 says of what a newer one wrote that a version number is bad.
  private static func problem(_ failure: HDF5Failure) -> StoreError.Problem {
    failure.reason.contains("version number") ? .newerHDF5(reason: failure.reason) : .damaged(reason: failure.reason)
  }
}

/// A dataset of rows of floats, of which the file is known to hold all.
struct ForeignRows: Sendable {
  let file: ForeignFile
  let name: String
  let count: Int
  let columns: Int
  fileprivate let dataset: ForeignDataset

  /// Some rows, one behind another; numbers may be NaN or infinite.
  func values(of rows: Range<Int>) throws(StoreError) -> [Float] {
    try file.reading(name) { () throws(HDF5Failure) in try dataset.floats(rows: rows) }
  }
}
