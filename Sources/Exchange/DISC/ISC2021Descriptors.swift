import HDF5
import Storage
import Vectors

/// Descriptors as `isc2021`, the reference code of the Image Similarity Challenge, keeps them: one set of photos a file.
///
/// | dataset | shape, type |
/// |---|---|
/// | `vectors` | [N, D] Float32 |
/// | `image_names` | [N] ASCII bytes of a fixed length |
public enum ISC2021Descriptors {
  static let vectors = "vectors"
  static let names = "image_names"

  /// Reads a file, whatever width its floats have and however its strings are stored; also a `VectorFile` of ours.
  ///
  /// The ids are the names without folder and without `.jpg` or `.png`, which is what `isc2021` makes of them; those of ours
  /// are the names.
  /// - Throws: ``StoreError`` when it is missing, damaged or of another layout, or a number is not finite.
  /// - Complexity: O(bytes of the file) time and memory.
  public static func read(_ path: String) throws(StoreError) -> VectorSet {
    if VectorFile.isVectorFile(path) { return try VectorFile(path: path).vectors() }
    let file = try ForeignFile(path: path)
    return try VectorSet(file, vectors: vectors, ids: names, id: id(ofImageNamed:))
  }

  /// Writes a whole file, or none. Equal descriptors give equal bytes.
  ///
  /// - Throws: ``StoreError`` when it can't be written.
  public static func write(_ descriptors: VectorSet, to path: String) throws(StoreError) {
    try writeHDF5(to: path) { (file) throws(HDF5Failure) in
      try descriptors.write(to: file, vectors: vectors, ids: names)
    }
  }

  static func id(ofImageNamed name: String) -> String {
    let file = name.split(separator: "/").last.map(String.init) ?? ""
    return [".jpg", ".png"].contains { file.hasSuffix($0) } ? String(file.dropLast(4)) : file
  }
}
