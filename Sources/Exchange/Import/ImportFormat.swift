import Storage

/// What `facsimile import` reads.
public enum ImportFormat: String, Sendable, Hashable, Codable, CaseIterable {
  case hlocFeatures = "hloc-features"
  case hlocMatches = "hloc-matches"
  /// A candidate list as text, as hloc's `pairs.txt`; see ``CandidateList``.
  case pairs
  case isc2021
  case disc21

  /// The format of a file by its content; what is no HDF5 file is taken for a list.
  ///
  /// - Throws: `StoreError` for an HDF5 file that is damaged or of another layout.
  public init(detectedIn path: String) throws {
    guard FeatureStore.isFeatureStore(path) else {
      self = .pairs
      return
    }
    switch try ForeignLayout(detectedIn: path) {
    case .isc2021: self = .isc2021
    case .disc21: self = .disc21
    case .hlocFeatures: self = .hlocFeatures
    case .hlocMatches: self = .hlocMatches
    }
  }
}

extension ImportFormat {
  /// Whether a list of pairs comes of it, else HDF5.
  public var makesCandidates: Bool { self == .hlocMatches || self == .pairs }

  /// The files that an import to `output` writes.
  public func outputs(for output: String) -> [String] {
    self == .disc21 ? ["queries", "references"].map { Self.partName($0, of: output) } : [output]
  }

  /// `a/b.queries.h5` for the queries of `a/b.h5`.
  private static func partName(_ part: String, of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "\(path).\(part)" }
    return path.dropLast(name.count) + name[..<dot] + ".\(part)" + name[dot...]
  }
}

/// What `facsimile export` writes.
public enum ExportFormat: String, Sendable, Hashable, Codable, CaseIterable {
  case hlocFeatures = "hloc-features"
  case hlocMatches = "hloc-matches"
  case pairs
  case colmap
  case ids
}
