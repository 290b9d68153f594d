import Storage

/// Layouts of other tools' HDF5 files, told by what is in them.
public enum ForeignLayout: String, Sendable, Hashable, Codable, CaseIterable {
  /// ``ISC2021Descriptors``
  case isc2021
  /// ``DISC21TrackDescriptors``
  case disc21
  /// ``HlocFeatures``
  case hlocFeatures = "hloc-features"
  /// ``HlocMatches``
  case hlocMatches = "hloc-matches"

  /// The layout of a file.
  ///
  /// - Throws: ``StoreError`` when it is missing, no HDF5 file, damaged, or has none of these layouts.
  public init(detectedIn path: String) throws(StoreError) {
    let file = try ForeignFile(path: path)
    func has(_ names: String...) throws(StoreError) -> Bool {
      for name in names {
        guard try file.object(at: name) == .dataset else { return false }
      }
      return true
    }
    func hasGroup(holding name: String) throws(StoreError) -> Bool {
      var isFound = false
      try file.forEachGroup(holding: name) { (_) throws(StoreError) in
        isFound = true
        return false
      }
      return isFound
    }
    let track = DISC21TrackDescriptors.names
    if try has(ISC2021Descriptors.vectors, ISC2021Descriptors.names) {
      self = .isc2021
    } else if try has(track.queries.0, track.queries.1, track.references.0, track.references.1) {
      self = .disc21
    } else if try hasGroup(holding: HlocFeatures.keypoints) {
      self = .hlocFeatures
    } else if try hasGroup(holding: HlocMatches.matches) {
      self = .hlocMatches
    } else {
      throw file.error(.unknownLayout(found: try file.names(in: ""), known: Self.allCases.map(\.rawValue)))
    }
  }
}

extension ForeignLayout {
  /// What a file of this layout holds, as messages call it.
  var content: String {
    switch self {
    case .isc2021: "global descriptors in the layout of isc2021"
    case .disc21: "global descriptors in the layout of DISC21's descriptor track"
    case .hlocFeatures: "hloc's features"
    case .hlocMatches: "hloc's matches"
    }
  }
}

/// What an HDF5 file of another tool holds, for messages: of the layouts that can be imported, which one; of others, what
/// lies in its root group. nil where that can't be told, as of a damaged file, and for files of ours.
public func foreignKind(of path: String) -> String? {
  do {
    guard try !FileSeal.isPresent(at: path) else { return nil }
    let format = try ForeignFile(path: path).text(ofAttribute: "format")
    guard !(format?.hasPrefix("facsimile-") ?? false) else { return nil }
    return try ForeignLayout(detectedIn: path).content + " (facsimile import reads them)"
  } catch let error as StoreError {
    guard case .unknownLayout(let found, _) = error.problem else { return nil }
    return found.isEmpty ? "nothing" : found.prefix(8).joined(separator: ", ") + (found.count > 8 ? ", …" : "")
  } catch {
    return nil
  }
}
