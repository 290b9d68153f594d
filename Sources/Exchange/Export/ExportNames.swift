import Names
import Photos

/// What other tools call our photos: by their ids, or by their files where those are known.
public struct ExportNames: Sendable {
  private let photos: String?
  private let names: [ExactName: String]

  /// The ids themselves.
  public init() {
    photos = nil
    names = [:]
  }

  /// The files in a folder, by their paths within it.
  ///
  /// - Throws: as ``listImages(at:)``.
  public init(photos: String) throws {
    let root = photos.hasSuffix("/") ? photos : photos + "/"
    self.photos = photos
    names = Dictionary(
      uniqueKeysWithValues: try listImages(at: photos).map {
        (ExactName($0.id), $0.path.hasPrefix(root) ? String($0.path.dropFirst(root.count)) : $0.path)
      })
  }

  /// Whether a photo has that id.
  func contains(_ id: String) -> Bool { names[ExactName(id)] != nil }

  /// - Throws: ``ExportError`` for a photo that isn't in the folder.
  func name(of id: String) throws(ExportError) -> String {
    guard let photos else { return id }
    guard let name = names[ExactName(id)] else {
      let hint = lookalikeHint(of: id, among: names.keys.lazy.map(\.text))
      throw ExportError(description: "\(photos): no image in it is called \"\(id)\"" + hint)
    }
    return name
  }
}

/// What can't be exported, and why.
public struct ExportError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
}
