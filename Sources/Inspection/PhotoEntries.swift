import Names
import Photos

/// Photos by their ids, to draw what a feature store only knows the features of.
package struct PhotoEntries: Sendable {
  private var entries: [ExactName: ImageEntry] = [:]

  /// - Parameter listings: of an id that several have, the first one's photo is meant.
  package init(_ listings: [ImageListing] = []) {
    for entry in listings.lazy.flatMap(\.entries) where entries[ExactName(entry.id)] == nil {
      entries[ExactName(entry.id)] = entry
    }
  }

  /// - Complexity: O(1).
  package subscript(id: String) -> ImageEntry? { entries[ExactName(id)] }
}
