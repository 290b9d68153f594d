import HDF5

/// A stored file can't be opened, read or written: names it, and says what was found and what was expected.
public struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Problem: Sendable, Hashable {
    /// The file is missing, a folder, or not ours to read; the system's reason.
    case unreadable(reason: String)
    /// The file is of another kind altogether; what it is instead, as far as its first bytes show.
    case notHDF5(found: String)
    /// The file is no index; what it is instead, as far as its first bytes show.
    case notIndex(found: String)
    /// An index file has not the bytes that its header counts: it was cut short, or something was added.
    case otherSize(found: Int, expected: String)
    /// A byte of an index file has changed since it was written.
    case wrongChecksum
    /// HDF5 can't make sense of the file (cut short, damaged, or made by a newer HDF5); its reason.
    case damaged(reason: String)
    /// The seal that ends our files is missing, or counts other bytes than the file has: it was cut short or lengthened.
    case withoutSeal
    /// A part of a foreign file that HDF5 1.10 doesn't know, as a newer one wrote it; its reason.
    case newerHDF5(reason: String)
    /// A file of the layout before HDF5 1.10, whose structure has no checksums: reading a damaged one can crash.
    case withoutChecksums(superblock: Int)
    /// An HDF5 file that says to be something else, or nothing about what it is.
    case otherFormat(found: String?, expected: String)
    /// A stored file of ours that holds something else.
    case otherStore(found: String, expected: String)
    /// A file of a later version of Facsimile.
    case newerVersion(found: Int, newestReadable: Int)
    /// A root attribute is missing (`found` is nil) or has a value that makes no sense.
    case attribute(name: String, found: String?, expected: String)
    case missingDataset(name: String)
    /// A dataset's type or extents are not those of the format.
    case dataset(name: String, found: String, expected: String)
    /// A foreign file has no layout that we know; what its root group holds, and the layouts that we know.
    case unknownLayout(found: [String], known: [String])
    /// A foreign file has no group of the kind that it should consist of.
    case noGroups(expected: String)
    /// A value of a foreign file can't be used; its index from 0.
    case value(dataset: String, index: Int, found: String, expected: String)
    /// `offsets` does not split the rows into images; what is wrong with it.
    case inconsistentOffsets(String)
    /// The options can't be read as those of this version, or name settings that it does not know.
    case unknownOptions(reason: String)
    /// What belongs to one image makes no sense; its index from 0, its name where known, and why.
    case image(index: Int, name: String?, reason: String)
    /// The file can't be written; the system's or HDF5's reason.
    case unwritable(reason: String)
  }

  public let path: String
  public let problem: Problem

  package init(_ path: String, _ problem: Problem) {
    self.path = path
    self.problem = problem
  }

  public var description: String {
    switch problem {
    case .unreadable(let reason):
      "cannot read \(path): \(reason)"
    case .notHDF5(let found):
      "\(path) is not an HDF5 file: it is \(found)"
    case .notIndex(let found):
      "\(path) is not an index: it is \(found)"
    case .otherSize(let found, let expected):
      "\(path) is cut short or damaged: it has \(found) bytes, but should have \(expected)"
    case .wrongChecksum:
      "\(path) is damaged: its bytes don't have the checksum that was written with them"
    case .damaged(let reason):
      "\(path) is cut short, damaged, or of a newer HDF5 than 1.10: \(reason)"
    case .withoutSeal:
      "\(path) is cut short or lengthened: it doesn't end with the \(FileSeal.byteCount) bytes that were written last"
    case .newerHDF5(let reason):
      "\(path) was written by a newer HDF5 than 1.10 in its latest format, or is damaged (\(reason)): write it again with "
        + "libver=(\"earliest\", \"v110\") in h5py, or convert it by that HDF5's h5repack --high=1"
    case .withoutChecksums(let superblock):
      "\(path) is an HDF5 file without checksums (superblock version \(superblock)), but must be of the layout of "
        + "HDF5 1.10 (in h5py: libver=\"v110\")"
    case .otherFormat(let found, let expected):
      "\(path) is not a file of format \"\(expected)\": "
        + (found.map { "its attribute format is \($0)" } ?? "it has no attribute format")
    case .otherStore(let found, let expected):
      "\(path) is \(found), but must be \(expected)"
    case .newerVersion(let found, let newestReadable):
      "\(path) has format version \(found), but this version of Facsimile (\(toolVersion)) reads "
        + "versions up to \(newestReadable)"
    case .attribute(let name, let found, let expected):
      "\(path): the attribute \(name) is \(found ?? "missing"), but must be \(expected)"
    case .missingDataset(let name):
      "\(path): the dataset \(name) is missing"
    case .dataset(let name, let found, let expected):
      "\(path): the dataset \(name) is \(found), but must be \(expected)"
    case .unknownLayout(let found, let known):
      "\(path) has none of the layouts that can be imported (\(known.joined(separator: ", "))): "
        + (found.isEmpty
          ? "it is empty" : "it holds " + found.prefix(8).joined(separator: ", ") + (found.count > 8 ? ", …" : ""))
    case .noGroups(let expected):
      "\(path) has nothing of what it should have: \(expected)"
    case .value(let dataset, let index, let found, let expected):
      "\(path): the dataset \(dataset): number \(index) is \(found), but must be \(expected)"
    case .inconsistentOffsets(let reason):
      "\(path): the dataset offsets \(reason)"
    case .unknownOptions(let reason):
      "\(path): unknown options: \(reason)"
    case .image(let index, let name, let reason):
      "\(path): image \(index)\(name.map { " (\($0))" } ?? ""): \(reason)"
    case .unwritable(let reason):
      "cannot write \(path): \(reason)"
    }
  }
}

extension StoreError {
  /// The value of `body`, which reads from the file: a failure of HDF5 says that the file is damaged.
  static func reading<Result>(
    _ path: String, _ body: () throws(HDF5Failure) -> Result
  ) throws(StoreError) -> Result {
    do throws(HDF5Failure) {
      return try body()
    } catch {
      throw StoreError(path, .damaged(reason: error.reason))
    }
  }
}
