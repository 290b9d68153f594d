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
