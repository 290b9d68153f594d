import Foundation
import Runs

/// A run as an analyst looks at it: its pairs, their stories and photos, and what was said of them.
package struct InspectedRun: Sendable {
  /// What is told of the run beside its pairs; paths as they were typed.
  package struct Facts: Sendable {
    package var predictions: String
    package var queries: String
    package var references: [String]
    package var queryCount: Int
    package var referenceCount: Int
    package var truth: String?
    package var compared: String?
    package var manifest: RunManifest?
    /// Who labels.
    package var user: String
    /// Whether there are photos to show, not their features alone.
    package var hasPictures: Bool
    /// What an analyst should know before anything of it is believed, a sentence each.
    package var warnings: [String]

    package init(
      predictions: String, queries: String, references: [String], queryCount: Int, referenceCount: Int,
      truth: String? = nil, compared: String? = nil, manifest: RunManifest? = nil, user: String = "",
      hasPictures: Bool = true, warnings: [String] = []
    ) {
      self.predictions = predictions
      self.queries = queries
      self.references = references
      self.queryCount = queryCount
      self.referenceCount = referenceCount
      self.truth = truth
      self.compared = compared
      self.manifest = manifest
      self.user = user
      self.hasPictures = hasPictures
      self.warnings = warnings
    }
  }

  package let facts: Facts
  package let table: PairTable
  package let stories: PairStories
  package let pictures: PhotoPictures
  package let labels: LabelBook
  /// nil where none was given.
  package let map: PhotoMap?

  /// Longest sides of pictures, in pixels: in a list, and to be looked at.
  package static let pictureSides = [104, 1600]

  package init(
    _ facts: Facts, table: PairTable, stories: PairStories, pictures: PhotoPictures, labels: LabelBook,
    map: PhotoMap? = nil
  ) {
    self.facts = facts
    self.table = table
    self.stories = stories
    self.pictures = pictures
    self.labels = labels
    self.map = map
  }
}
