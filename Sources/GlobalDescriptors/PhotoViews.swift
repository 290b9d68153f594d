import Imaging
import Options

/// The views of every photo of a set, each described by a vector of its own.
public struct PhotoViews: Sendable, Hashable {
  private let views: [PhotoView]

  /// The photo as it is, and nothing else.
  public static let full = PhotoViews(views: [.full])

  /// What a list may name.
  public static let groupNames = PhotoView.groups.map(\.name)

  private init(views: [PhotoView]) { self.views = views }

  /// Reads a list such as `full,quadrants,center`: names of groups, or of single views as ``names`` has them.
  ///
  /// - Throws: `OptionsError` for a name that there isn't, and for a view that is there twice.
  public init(parsing list: String) throws(OptionsError) {
    var views: [PhotoView] = []
    for name in list.split(separator: ",", omittingEmptySubsequences: false) {
      guard let group = Self.views(called: String(name)) else {
        throw OptionsError(
          "PhotoViews.views", "\"\(list)\"",
          mustBe:
            "names of \(Self.groupNames.joined(separator: ", ")), or of single ones such as quadrant-1, with commas")
      }
      views += group
    }
    for (index, view) in views.enumerated() where views[..<index].contains(where: { $0.name == view.name }) {
      throw OptionsError("PhotoViews.views", "\"\(list)\"", mustBe: "without \(view.name) twice")
    }
    self.views = views
  }

  private static func views(called name: String) -> [PhotoView]? {
    PhotoView.groups.first { $0.name == name }?.views
      ?? PhotoView.groups.lazy.flatMap(\.views).first { $0.name == name }.map { [$0] }
  }

  /// One a view, in their order, all different.
  public var names: [String] { views.map(\.name) }
  public var count: Int { views.count }

  /// The vectors of a photo's views, one behind another.
  ///
  /// One view at a time is in memory beside the photo.
  /// - Throws: what the extractor throws.
  /// - Precondition: the photo is not empty.
  public func vectors(of photo: ColorImage, by extractor: some GlobalDescriptorExtractor) throws -> [Float] {
    let wanted = views.compactMap(\.proposal).max().map { $0 + 1 } ?? 0
    let proposals = wanted > 0 ? OverlayProposals.boxes(in: photo, limit: wanted) : []
    return try views.flatMap { try extractor.vector(of: $0.picture(of: photo, proposals: proposals)) }
  }
}
