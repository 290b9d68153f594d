import Files
import Names

/// The ids of the photos of several sets that are used as one.
///
/// An id stays as it is where one set has it. Where several have it, the name of the set comes before it: `spring/IMG_0001`. A set's
/// name is the last part of its path without extension, so that a folder and the store that was made of it have one name; where that
/// doesn't tell the sets apart, as many parts before it as do, and the extension where nothing else does.
enum JointIDs {
  /// The ids, set by set.
  ///
  /// - Throws: ``InputError`` where one set is there twice, or names make one id after all.
  /// - Complexity: O(photos) but for those of equal ids.
  static func settle(_ sets: [(path: String, ids: [String])]) throws(InputError) -> [[String]] {
    guard sets.count > 1 else { return sets.map(\.ids) }
    var ids = sets.map(\.ids)
    var names: [String]?
    // An id with a set's name before it may be one that another set has.
    while true {
      var owners: [ExactName: (set: Int, index: Int)] = [:]
      var clashes: Set<Place> = []
      for set in ids.indices {
        for (index, id) in ids[set].enumerated() {
          guard let first = owners[ExactName(id)] else {
            owners[ExactName(id)] = (set, index)
            continue
          }
          clashes.insert(Place(set: first.set, index: first.index))
          clashes.insert(Place(set: set, index: index))
        }
      }
      guard !clashes.isEmpty else { return ids }
      let known = names ?? setNames(sets.map(\.path))
      names = known
      var hasChanged = false
      for place in clashes where ids[place.set][place.index] == sets[place.set].ids[place.index] {
        ids[place.set][place.index] = known[place.set] + "/" + sets[place.set].ids[place.index]
        hasChanged = true
      }
      if !hasChanged {
        let first = clashes.min { ($0.set, $0.index) < ($1.set, $1.index) }!
        let id = ExactName(ids[first.set][first.index])
        let second = clashes.filter { $0 != first && ExactName(ids[$0.set][$0.index]) == id }.map(\.set).min()!
        throw .sameID(
          id: sets[first.set].ids[first.index], first: sets[first.set].path, second: sets[second].path)
      }
    }
  }

  private struct Place: Hashable {
    let set: Int
    let index: Int
  }

  /// A name for each set; those of equal paths are equal.
  static func setNames(_ given: [String]) -> [String] {
    // A slash at the end changes nothing.
    let paths = given.map { path in path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }
    func parts(_ path: String, withExtension: Bool) -> [ExactName] {
      var parts = path.split(separator: "/").map(String.init).filter { $0 != "." }
      if parts.isEmpty { return [ExactName(path)] }
      let last = parts.removeLast()
      let isFile = FileStamp(path)?.kind != .folder
      return (parts + [isFile && !withExtension ? ImageEntry(path: last).id : last]).exactNames
    }
    let (short, long) = (paths.map { parts($0, withExtension: false) }, paths.map { parts($0, withExtension: true) })
    return paths.indices.map { set in
      let others = paths.indices.filter { ExactName(paths[$0]) != ExactName(paths[set]) }
      for parts in [short, long] {
        for count in 1...parts[set].count {
          let tail = parts[set].suffix(count)
          if !others.contains(where: { parts[$0].suffix(count) == tail }) {
            return tail.map(\.text).joined(separator: "/")
          }
        }
      }
      return paths[set]
    }
  }
}
