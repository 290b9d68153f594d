import Files
import Foundation
import Imaging
import Photos
import Pyramid
import Runs

/// Groups of copies as pages to look at: a folder with `index.html`, further pages where there are many groups, and small
/// pictures. It needs no server, and the photos themselves stay where they are.
///
/// ```swift
/// let report = try await run.writeDuplicates(to: "groups.csv")
/// try await DuplicateGallery(of: report.groups, in: photos).write(to: "gallery")
/// ```
public struct DuplicateGallery: Sendable {
  public let groups: [DuplicateGroup]
  let photos: any FeatureSource
  let decoding: DecodingOptions

  /// Longest side of a picture, in pixels.
  static let pictureSide = 256
  static let groupsPerPage = 100

  /// - Parameter photos: the set in which the groups were found.
  public init(of groups: [DuplicateGroup], in photos: any FeatureSource, decoding: DecodingOptions = .init()) {
    self.groups = groups
    self.photos = photos
    self.decoding = decoding
  }

  /// Makes the folder for a gallery, before hours of work are done for it; an earlier gallery in it stays as it is.
  ///
  /// - Throws: `FileError` where it can't be made, or holds something else than a gallery of ours.
  public static func prepare(_ folder: String) throws(FileError) { _ = try GalleryFolder(folder) }

  /// Writes the gallery; one that was in the folder before is replaced.
  ///
  /// A photo that isn't a file of its own, or can't be read any more, is shown in grey, by the small picture that was kept with its
  /// features.
  /// - Throws: `FileError` when a file can't be written, `CancellationError`; the pages are written after all pictures.
  /// - Complexity: O(pixels of all photos of the groups).
  public func write(
    to folder: String, threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    progress: any ProgressReporter = NoProgress()
  ) async throws {
    try GalleryFolder(folder).clear()
    let shown = groups.enumerated().flatMap { number, group in
      group.photos.enumerated().map { (file: GalleryFolder.pictureName(group: number, place: $0), photo: $1) }
    }
    progress.begin("drawing", total: shown.count)
    defer { progress.end() }
    try await mapInOrder(shown, threads: threads) { shown in
      guard let picture = try picture(of: shown.photo) else { return }
      try writeFile(try picture.encoded(as: .jpeg()), to: "\(folder)/\(shown.file)")
    } consume: { _, _ in
      progress.advance()
    }
    let pages = GalleryPages(groups: groups, groupsPerPage: Self.groupsPerPage, pictureName: GalleryFolder.pictureName)
    // The first page comes last: whoever sees it has a whole gallery.
    for page in (0..<pages.count).reversed() {
      try writeFile(pages.html(of: page).utf8, to: "\(folder)/\(GalleryPages.fileName(of: page))")
    }
  }

  /// nil where nothing is left to show.
  private func picture(of photo: DuplicateGroup.Photo) throws -> ColorImage? {
    if let image = try? ColorImage(contentsOf: photo.path, options: decoding), image.size.area > 0 {
      return image.resampled(to: image.size.fitted(into: Self.pictureSide))
    }
    return try photos.read(photo.index, mirrored: false).views?.plain.thumbnail.map { ColorImage($0) }
  }
}
