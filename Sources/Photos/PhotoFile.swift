import Files

/// Where a photo is, and how large its file is.
public struct PhotoFile: Sendable, Hashable {
  /// As one would open it, in the words of whoever named the set (relative to the folder in which the program ran); of a photo
  /// in a pack, the pack's path, a slash and the id; the id where nothing else is known.
  public let path: String
  /// Of the photo's file, encoded; nil where it isn't known.
  public let bytes: Int?

  public init(path: String, bytes: Int?) {
    self.path = path
    self.bytes = bytes
  }
}

extension ImageEntry {
  /// The photo's file, looked at now, or what a pack knows of it.
  package var photoFile: PhotoFile {
    PhotoFile(path: path, bytes: packed.map { $0.pack.fileBytes(at: $0.index) } ?? FileStamp(path)?.bytes)
  }
}
