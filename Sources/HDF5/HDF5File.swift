import CHDF5
import Files

/// An open HDF5 file.
package final class HDF5File: Sendable {
  /// The bytes that every HDF5 file begins with.
  package static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The byte behind the signature, from HDF5 1.10 on.
  package static let firstSuperblockOfVersion110: UInt8 = 3

  private let handle: HDF5Handle

  var id: hid_t { handle.id }

  private init(handle: HDF5Handle) {
    self.handle = handle
  }

  /// Makes a file, or empties the one that is there.
  package static func create(_ path: String) throws(HDF5Failure) -> HDF5File {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    // The format of HDF5 1.10 has checksums on all of its structure: a damaged file is noticed instead of believed.
    let access = try accessList()
    try HDF5Library.check(H5Pset_libver_bounds(access.id, H5F_LIBVER_V110, H5F_LIBVER_V110))
    // Structure is allotted by so many bytes; HDF5's 2 KiB are more than half of what a small file needs.
    try HDF5Library.check(H5Pset_meta_block_size(access.id, 512))
    defer { withExtendedLifetime(access) {} }
    // Without times, equal content gives equal bytes.
    let creation = try HDF5Handle(H5Pcreate(chdf5_file_create()), closer: H5Pclose)
    try HDF5Library.check(H5Pset_obj_track_times(creation.id, false))
    defer { withExtendedLifetime(creation) {} }
    let id = H5Fcreate(systemPath(path), chdf5_truncate(), creation.id, access.id)
    return HDF5File(handle: try HDF5Handle(id, closer: H5Fclose))
  }

  /// Opens a file for reading.
  package static func open(_ path: String) throws(HDF5Failure) -> HDF5File {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    let access = try accessList()
    defer { withExtendedLifetime(access) {} }
    let id = H5Fopen(systemPath(path), chdf5_read_only(), access.id)
    return HDF5File(handle: try HDF5Handle(id, closer: H5Fclose))
  }

  private static func accessList() throws(HDF5Failure) -> HDF5Handle {
    let access = try HDF5Handle(H5Pcreate(chdf5_file_access()), closer: H5Pclose)
    // Closing the file closes whatever of it is still open, so that no forgotten handle keeps it alive.
    try HDF5Library.check(H5Pset_fclose_degree(access.id, H5F_CLOSE_STRONG))
    // No lock is taken. Our files never change once they have their names, network and read-only file systems often
    // know no locks, and a lock outlives its file where a program that was started meanwhile inherited it.
    try HDF5Library.check(H5Pset_file_locking(access.id, false, true))
    return access
  }

  /// Writes what is still in memory and closes the file and what is open of its datasets, even where it throws.
  package func close() throws(HDF5Failure) {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    // HDF5 would close the datasets itself, but where one can't be written, as on a full disk, it stops halfway: the file
    // stays open, and closing the dataset later crashes.
    var failure: HDF5Failure?
    for dataset in openDatasets() {
      do { try HDF5Library.check(H5Dclose(dataset)) } catch { failure = failure ?? error }
    }
    try handle.close()
    if let failure { throw failure }
  }

  private func openDatasets() -> [hid_t] {
    let kind = UInt32(H5F_OBJ_DATASET)
    var datasets = [hid_t](repeating: 0, count: max(0, H5Fget_obj_count(id, kind)))
    let count = H5Fget_obj_ids(id, kind, datasets.count, &datasets)
    return Array(datasets.prefix(max(0, count)))
  }

  /// Size of the file in bytes.
  package func byteCount() throws(HDF5Failure) -> Int {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    var count: hsize_t = 0
    try HDF5Library.check(H5Fget_filesize(id, &count))
    return Int(clamping: count)
  }

  /// Whether the root group has a dataset (or other link) of that name.
  package func hasDataset(_ name: String) throws(HDF5Failure) -> Bool {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    return try HDF5Library.check(H5Lexists(id, name, chdf5_default())) > 0
  }
}
