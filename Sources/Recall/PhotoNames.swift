import Names
import Photos

/// Finds the photos of a set by the names that others have for them.
///
/// A name is an id; or a path, whose file's name without extension is an id, or which ends as the path of one photo does. Where ids are
/// paths, a path may begin with more folders than the id, or with fewer: what both have must be equal.
package struct PhotoNames {
  package enum Answer {
    case photo(Int)
    case unknown
    /// The ids of those that it may be.
    case ambiguous([String])
  }

  package let path: String
  private let source: any FeatureSource
  private let indices: [ExactName: Int]
  /// Where ids are paths, the photos by the last part of their ids, with and without extension; made when a name isn't an id.
  private lazy var byLastPart: [ExactName: [Int]]? = Self.lastParts(of: source.ids)

  package init(_ source: any FeatureSource) {
    path = source.path
    self.source = source
    indices = source.ids.places
  }

  package mutating func photo(called name: String) -> Answer {
    if let index = indices[ExactName(name)] { return .photo(index) }
    let parts = Self.parts(name)
    guard let last = parts.last else { return .unknown }
    let stem = Self.stem(of: last)
    guard let byLastPart else { return indices[stem].map { .photo($0) } ?? .unknown }

    let candidates = Set(byLastPart[last, default: []] + byLastPart[stem, default: []]).sorted()
    let fits = candidates.compactMap { index in fit(of: parts, stem: stem, to: index).map { (index: index, fit: $0) } }
    guard let best = fits.map(\.fit).max() else { return .unknown }
    let chosen = fits.filter { $0.fit == best }.map(\.index)
    return chosen.count == 1 ? .photo(chosen[0]) : .ambiguous(chosen.map { source.ids[$0] })
  }

  /// Why a name isn't that of one photo, to be said behind it; nil where it is.
  package mutating func refusal(of name: String) -> String? {
    switch photo(called: name) {
    case .photo: return nil
    case .unknown: return "is not in \(path)" + lookalikeHint(of: name)
    case .ambiguous(let ids):
      let choices = ids.prefix(5).joined(separator: ", ") + (ids.count > 5 ? ", …" : "")
      return "may be \(ids.count) photos of \(path): \(choices)"
    }
  }

  /// For a message that a name is unknown: a photo whose id looks like it.
  private func lookalikeHint(of name: String) -> String { Names.lookalikeHint(of: name, among: source.ids) }

  /// How well a name fits a photo; nil where it doesn't.
  private struct Fit: Comparable {
    /// Folders that both have.
    var depth: Int
    /// Whether the files' names are equal with their extensions.
    var isExact: Bool
    /// Whether the photo is called by its file's name alone.
    var isStem: Bool

    static func < (one: Fit, other: Fit) -> Bool {
      if one.depth != other.depth { return one.depth < other.depth }
      if one.isExact != other.isExact { return other.isExact }
      return !one.isStem && other.isStem
    }
  }

  private func fit(of name: [ExactName], stem: ExactName, to index: Int) -> Fit? {
    let id = ExactName(source.ids[index])
    let paths = [id.text, source.file(of: index).path].map(Self.parts)
    let depths = paths.compactMap { Self.commonDepth(name.dropLast(), $0.dropLast()) }
    // Where a photo is called by its file's name, folders never mattered.
    guard let depth = depths.max() ?? (id == stem ? 0 : nil) else { return nil }
    return Fit(depth: depth, isExact: paths.contains { $0.last == name.last }, isStem: id == stem)
  }

  private static func lastParts(of ids: [String]) -> [ExactName: [Int]]? {
    guard ids.contains(where: { $0.utf8.contains(UInt8(ascii: "/")) }) else { return nil }
    var places: [ExactName: [Int]] = [:]
    for (index, id) in ids.enumerated() {
      guard let last = parts(id).last else { continue }
      places[last, default: []].append(index)
      let stem = stem(of: last)
      if stem != last { places[stem, default: []].append(index) }
    }
    return places
  }

  private static func parts(_ path: String) -> [ExactName] {
    path.split(separator: "/").map { ExactName(String($0)) }.filter { $0 != "." }
  }

  private static func stem(of name: ExactName) -> ExactName { ExactName(ImageEntry(path: name.text).id) }

  /// How many folders two paths have in common from their ends on, where one of them has no others; nil where they differ.
  private static func commonDepth(_ one: ArraySlice<ExactName>, _ other: ArraySlice<ExactName>) -> Int? {
    let count = min(one.count, other.count)
    return one.suffix(count) == other.suffix(count) ? count : nil
  }
}
