import Files
import Names

/// How the photos of a folder or a list get their ids.
///
/// A stem is a file's name without folder and extension: `IMG_0001`. A path is that below the folder, or as the list has it, with its
/// extension: `a/IMG_0001.jpg`. Ids are settled over all photos of the set, also where a run works on a part of them, and stored with
/// what is made of them. A pack and a store keep the ids that they were made with.
public enum PhotoNaming: String, Sendable, Hashable, Codable, CaseIterable {
  /// By stem where that names one photo of the set, else by path.
  case auto
  /// By stem; two photos of one stem are an error.
  case stem
  /// By path.
  case path
}

/// A photo that is still to get its id.
struct UnnamedPhoto {
  /// By which it is opened.
  let path: String
  /// Below the folder, or as the list has it.
  let name: String
  /// Why it can't be read, where that is known without trying.
  var refusal: String?

  var stem: String { ImageEntry(path: name).id }
}

/// The photos of a set under their ids, sorted by them, by Unicode scalars.
struct NamedPhotos {
  let entries: [ImageEntry]
  /// Photos that are called by their paths as others have their stems.
  let ambiguousCount: Int

  /// - Throws: ``InputError`` where two would have one id: by stems alone.
  /// - Complexity: O(photos · log photos).
  init(_ photos: [UnnamedPhoto], by naming: PhotoNaming) throws(InputError) {
    var ids = photos.map { naming == .path ? $0.name : $0.stem }
    var isPath = [Bool](repeating: naming == .path, count: photos.count)
    // A path may be another photo's stem, so that those of one id are looked for until there are none.
    while let clashing = Self.clashing(ids) {
      var hasChanged = false
      for index in clashing where !isPath[index] && naming == .auto {
        (ids[index], isPath[index]) = (photos[index].name, true)
        hasChanged = true
      }
      if !hasChanged {
        let (first, second) = Self.samePair(clashing, ids)
        throw .sameID(id: ids[first], first: photos[first].path, second: photos[second].path)
      }
    }
    entries = zip(photos, ids).map { ImageEntry(path: $0.path, id: $1, refusal: $0.refusal) }.sorted {
      ExactName($0.id) < ExactName($1.id)
    }
    ambiguousCount = naming == .auto ? isPath.count { $0 } : 0
  }

  /// The photos whose ids others have, too, in their order; nil where there are none.
  private static func clashing(_ ids: [String]) -> [Int]? {
    var owners: [ExactName: Int] = [:]
    var isClashing = [Bool](repeating: false, count: ids.count)
    for (index, id) in ids.enumerated() {
      guard let first = owners.updateValue(index, forKey: ExactName(id)) else { continue }
      isClashing[first] = true
      isClashing[index] = true
    }
    let clashing = ids.indices.filter { isClashing[$0] }
    return clashing.isEmpty ? nil : clashing
  }

  /// Two of the photos that have one id, the one that comes first by it.
  private static func samePair(_ clashing: [Int], _ ids: [String]) -> (Int, Int) {
    let first = clashing.min { (ExactName(ids[$0]), $0) < (ExactName(ids[$1]), $1) }!
    let second = clashing.first { $0 != first && ExactName(ids[$0]) == ExactName(ids[first]) }!
    return (first, second)
  }
}
