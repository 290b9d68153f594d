import Files

/// The kinds of image files that are read.
public enum ImageFormat: String, Sendable, Hashable, Codable, CaseIterable {
  case jpeg, png, webp, gif, tiff, bmp, pnm, heic, avif

  /// As the format writes its own name.
  public var name: String {
    switch self {
    case .jpeg: "JPEG"
    case .png: "PNG"
    case .webp: "WebP"
    case .gif: "GIF"
    case .tiff: "TIFF"
    case .bmp: "BMP"
    case .pnm: "PNM"
    case .heic: "HEIC"
    case .avif: "AVIF"
    }
  }

  /// The format's name as a noun with its article.
  var phrase: String { (self == .avif ? "an " : "a ") + name + " image" }

  /// The names of all, for a sentence: "JPEG, …, HEIC or AVIF".
  package static var names: String {
    allCases.dropLast().map(\.name).joined(separator: ", ") + " or " + allCases.last!.name
  }

  /// What the names of its files end in, in lower case.
  var pathExtensions: [String] {
    switch self {
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif", "jfi", "pjpeg", "pjp", "mpo"]
    case .png: ["png", "apng"]
    case .webp: ["webp"]
    case .gif: ["gif"]
    case .tiff: ["tif", "tiff"]
    case .bmp: ["bmp", "dib"]
    case .pnm: ["pbm", "pgm", "ppm", "pnm", "pam"]
    case .heic: ["heic", "heics", "heif", "heifs", "hif"]
    case .avif: ["avif", "avifs"]
    }
  }

  /// Where the library that reads it comes from; nil where the program brings all that is needed.
  var loadedLibrary: String? {
    switch self {
    case .jpeg, .png, .webp, .gif, .bmp, .pnm: nil
    case .tiff: "libtiff (apt install libtiff6, brew install libtiff)"
    case .heic, .avif: "libheif (apt install libheif1, brew install libheif)"
    }
  }

  /// How many bytes from the start of a file tell its format.
  static let signatureLength = 32

  /// The format that the first bytes of a file tell, whatever its name; nil when it is none of ours.
  public init?(detecting bytes: some Collection<UInt8>) {
    let start = Array(bytes.prefix(Self.signatureLength))
    if start.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if start.starts(with: "RIFF".utf8), start.dropFirst(8).starts(with: "WEBP".utf8) {
      self = .webp
    } else if start.starts(with: "GIF87a".utf8) || start.starts(with: "GIF89a".utf8) {
      self = .gif
    } else if [[0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A], [0x49, 0x49, 0x2B, 0], [0x4D, 0x4D, 0, 0x2B]]
      .contains(Array(start.prefix(4)))
    {
      self = .tiff
    } else if BMPHeader.isSignature(start) {
      self = .bmp
    } else if PNMHeader.isSignature(start) {
      self = .pnm
    } else if let format = Self.heifFormat(start) {
      self = format
    } else {
      return nil
    }
  }

  /// What the brands of an ISO base media file say: the major one or, where that tells only the container, the others.
  private static func heifFormat(_ start: [UInt8]) -> ImageFormat? {
    guard start.dropFirst(4).starts(with: "ftyp".utf8) else { return nil }
    func brand(at offset: Int) -> String { String(decoding: start.dropFirst(offset).prefix(4), as: UTF8.self) }
    switch brand(at: 8) {
    case "avif", "avis": return .avif
    case "heic", "heix", "heim", "heis", "hevc", "hevx": return .heic
    case "mif1", "msf1", "mif2":
      return stride(from: 16, to: start.count, by: 4).contains { ["avif", "avis"].contains(brand(at: $0)) }
        ? .avif : .heic
    default: return nil
    }
  }

  /// The format of a file, from its first bytes alone; nil when it is none of ours.
  ///
  /// - Throws: ``FileError`` when the file can't be read.
  public static func detect(contentsOf path: String) throws(FileError) -> ImageFormat? {
    ImageFormat(detecting: try readFile(path, limit: signatureLength))
  }

  /// Whether a file is named like a picture, whether or not pictures of its kind are read: by what follows the last dot,
  /// in upper or lower case. `name` may be a path.
  public static func isNamedLikePicture(_ name: String) -> Bool {
    picturePathExtensions.contains(pathExtension(of: name))
  }

  private static let picturePathExtensions = Set(
    allCases.flatMap(\.pathExtensions) + UnreadFormat.allCases.flatMap(\.pathExtensions))
}

/// The extension of the last component of a path, in lower case and without its dot; empty when there is none.
func pathExtension(of path: String) -> String {
  let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
  guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
  return name[name.index(after: dot)...].lowercased()
}
