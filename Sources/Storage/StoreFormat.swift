import HDF5

/// What an HDF5 file of ours holds: the values of its attribute `format`.
enum StoreFormat: String, CaseIterable {
  case features = "facsimile-features"
  case images = "facsimile-images"
  case vectors = "facsimile-vectors"

  /// As messages call such a file.
  var name: String {
    switch self {
    case .features: "a feature store"
    case .images: "an image pack"
    case .vectors: "a vector file"
    }
  }

  /// What a file says to be; nil where it says nothing that we know, or can't be read.
  init?(ofFile path: String) {
    guard isHDF5File(path), let reader = try? StoreReader(path: path),
      case .text(let text) = try? reader.attribute(StoreLayout.Attribute.format)
    else { return nil }
    self.init(rawValue: text)
  }
}
