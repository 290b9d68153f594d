import CHDF5

/// What the groups of a file hold.
extension HDF5File {
  package enum LinkedObject: Hashable, Sendable {
    case group
    case dataset
    /// A named type, or a link to another place or file, which is not followed.
    case other
  }

  /// What `path` stands for; nil where one of its parts is missing.
  ///
  /// - Parameter path: names joined by `/`, from the root group.
  package func object(at path: String) throws(HDF5Failure) -> LinkedObject? {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    // HDF5 asks for one part after the other: a missing group is an error to it, and a link may lead out of the file.
    var parent = ""
    for part in path.split(separator: "/") {
      parent += "/" + part
      guard try HDF5Library.check(H5Lexists(id, parent, chdf5_default())) > 0 else { return nil }
      var type = H5L_TYPE_ERROR
      try HDF5Library.check(chdf5_link_type(id, parent, &type))
      guard type == H5L_TYPE_HARD else { return .other }
    }
    let object = try HDF5Handle(H5Oopen(id, parent.isEmpty ? "/" : parent, chdf5_default()), closer: H5Oclose)
    defer { withExtendedLifetime(object) {} }
    return switch H5Iget_type(object.id) {
    case H5I_GROUP: .group
    case H5I_DATASET: .dataset
    default: .other
    }
  }

  /// Names in a group, sorted by their bytes.
  ///
  /// - Parameter path: of a group; see ``object(at:)``.
  /// - Throws: ``HDF5Failure`` also for a name that is no UTF-8.
  package func names(in path: String) throws(HDF5Failure) -> [String] {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    let group = try HDF5Handle(H5Gopen2(id, path.isEmpty ? "/" : path, chdf5_default()), closer: H5Gclose)
    defer { withExtendedLifetime(group) {} }
    var names: [String?] = []
    let status = withUnsafeMutablePointer(to: &names) { pointer in
      chdf5_iterate(
        group.id,
        { _, name, _, context in
          guard let name, let context else { return -1 }
          context.assumingMemoryBound(to: [String?].self).pointee.append(String(validatingCString: name))
          return 0
        }, pointer)
    }
    try HDF5Library.check(status)
    let valid = names.compactMap { $0 }
    guard valid.count == names.count else { throw HDF5Failure(reason: "a name in \(path)/ is no UTF-8") }
    return valid
  }
}
