/// The name of an extractor and what is known of it without its code: what its descriptors are, and their revision.
///
/// The six of this package are here; an application names its own, and registers it under that name in an
/// ``ExtractorRegistry``:
///
/// ```swift
/// let akaze = ExtractorID("akaze", .binary256)
/// ```
///
/// Two are equal when their names and kinds of descriptors are: features of an earlier ``revision`` come from the same
/// extractor, though they can't be compared with today's.
public struct ExtractorID: Sendable {
  /// As users and stores spell it: `fast-brief`.
  public let name: String
  /// What the descriptors' bytes mean.
  public let descriptorKind: DescriptorKind
  /// Of what the extractor finds now; at least 1. It rises whenever the same photo gives other features, which can't be
  /// compared with those from before.
  public let revision: Int

  /// An extractor that isn't one of this package's.
  ///
  /// - Precondition: the name is neither empty nor one of this package's, and `revision` is at least 1.
  public init(_ name: String, _ descriptorKind: DescriptorKind, revision: Int = 1) {
    precondition(!name.isEmpty, "an extractor needs a name")
    precondition(Self.ofThisPackage(name) == nil, "\(name) is an extractor of Facsimile's: choose another name")
    precondition(revision >= 1, "revision \(revision) of \(name) is below 1")
    self.init(unchecked: name, descriptorKind, revision: revision)
  }

  init(unchecked name: String, _ descriptorKind: DescriptorKind, revision: Int = 1) {
    self.name = name
    self.descriptorKind = descriptorKind
    self.revision = revision
  }
}

extension ExtractorID: Hashable {
  public static func == (a: Self, b: Self) -> Bool { a.name == b.name && a.descriptorKind == b.descriptorKind }

  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension ExtractorID: CustomStringConvertible {
  public var description: String { name }
}

extension ExtractorID {
  /// ``ORB``.
  public static let orb = ExtractorID(unchecked: "orb", .binary256, revision: 3)
  /// ``ORB`` with upright descriptors.
  public static let fastBRIEF = ExtractorID(unchecked: "fast-brief", .binary256, revision: 3)
  /// ``SIFT``.
  public static let sift = ExtractorID(unchecked: "sift", .histogram128, revision: 3)
  /// OpenCV's, registered by programs that are linked with it.
  public static let openCVORB = ExtractorID(unchecked: "opencv-orb", .binary256, revision: 2)
  public static let openCVFASTBRIEF = ExtractorID(unchecked: "opencv-fast-brief", .binary256, revision: 2)
  public static let openCVSIFT = ExtractorID(unchecked: "opencv-sift", .histogram128, revision: 2)

  /// The extractor of this package that has the name.
  ///
  /// Stores of these six don't say what their descriptors are, as they never did; those of all others do. Hence the list
  /// doesn't grow.
  static func ofThisPackage(_ name: String) -> ExtractorID? {
    [orb, fastBRIEF, sift, openCVORB, openCVFASTBRIEF, openCVSIFT].first { $0.name == name }
  }
}

extension ExtractorID {
  /// The first revision whose features were found at the size that ``WorkingScale/Rule/proportions`` says.
  var firstRevisionByProportions: Int {
    switch self {
    case .orb, .fastBRIEF: 3
    case .sift, .openCVORB, .openCVFASTBRIEF, .openCVSIFT: 2
    default: 1
    }
  }
}
