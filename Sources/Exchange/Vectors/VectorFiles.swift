import Storage
import Vectors

/// Whose vectors are wanted of a file that has those of both.
public enum VectorSide: Sendable {
  case queries, references
}

/// Opens a file of vectors, which are read when they are needed: one of ours, of isc2021, of DISC21's descriptor track, or of
/// NumPy with its ids beside (``NumPyVectors``).
///
/// - Parameter side: which vectors of a track's file; others have one set of photos.
/// - Throws: `StoreError`, or `FileError` and ``NumPyError``, when the file is missing, damaged or of another layout.
public func openVectors(_ path: String, of side: VectorSide) throws -> any VectorSource {
  if NumPyVectors.isNumPyFile(path) { return try NumPyVectors(path: path) }
  if VectorFile.isVectorFile(path) { return StoredVectors(file: try VectorFile(path: path)) }
  let file = try ForeignFile(path: path)
  let track = DISC21TrackDescriptors.names
  if try file.object(at: ISC2021Descriptors.vectors) == nil, try file.object(at: track.queries.0) == .dataset {
    let names = side == .queries ? track.queries : track.references
    return try ForeignVectors(file, vectors: names.0, ids: names.1)
  }
  return try ForeignVectors(
    file, vectors: ISC2021Descriptors.vectors, ids: ISC2021Descriptors.names, id: ISC2021Descriptors.id(ofImageNamed:))
}

/// What ``openVectors(_:of:)`` reads beside the file itself: the ids of NumPy's.
public func filesBesideVectors(_ path: String) -> [String] {
  NumPyVectors.isNumPyFile(path) ? [NumPyVectors.idList(of: path)] : []
}

/// Those of a file of ours.
private struct StoredVectors: VectorSource {
  let file: VectorFile

  var ids: [String] { file.names }
  var views: [String] { file.views }
  var dimension: Int { file.dimension }
  var model: VectorModel? { file.model }

  func values(of photos: Range<Int>) throws -> [Float] { try file.values(of: photos) }
}
