import Files

/// The kinds of image files that are read.
public enum ImageFormat: String, Sendable, Hashable, Codable, CaseIterable {
  case jpeg, png, webp

  /// As the format writes its own name.
  public var name: String {
    switch self {
    case .jpeg: "JPEG"
    case .png: "PNG"
    case .webp: "WebP"
    }
  }

  /// How many bytes from the start of a file tell its format.
  static let signatureLength = 12

  /// The format that the first bytes of a file tell, whatever its name; nil when it is none of ours.
  public init?(detecting bytes: some Collection<UInt8>) {
    let start = Array(bytes.prefix(Self.signatureLength))
    if start.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if start.starts(with: "RIFF".utf8), start.dropFirst(8).elementsEqual("WEBP".utf8) {
      self = .webp
    } else {
      return nil
    }
  }

  /// The format of a file, from its first bytes alone; nil when it is none of ours.
  ///
  /// - Throws: ``FileError`` when the file can't be read.
  public static func detect(contentsOf path: String) throws(FileError) -> ImageFormat? {
    ImageFormat(detecting: try readFile(path, limit: signatureLength))
  }
}
