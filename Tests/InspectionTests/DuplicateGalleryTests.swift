import Features
import Files
import Foundation
import Imaging
import Photos
import TestSupport
import Testing

@testable import Inspection
@testable import Runs

@Suite("DuplicateGallery") struct DuplicateGalleryTests {
  let folder = TemporaryFolder()

  static func photo(_ index: Int, id: String, path: String, link: DuplicateGroup.Photo.Link? = nil)
    -> DuplicateGroup.Photo
  {
    DuplicateGroup.Photo(
      index: index, id: id, path: path, size: ImageSize(width: 40, height: 30), bytes: 1234, score: link?.score,
      link: link)
  }

  /// Two photos of which one is there and one is gone, its features and its thumbnail left.
  func gallery() throws -> DuplicateGallery {
    let image = ColorImage(width: 40, height: 30, filledWith: RGB(200, 30, 30))
    try image.write(to: folder.file("a.png"))
    let features = FeatureSet(
      imageSize: image.size, keypoints: [], descriptors: Descriptors(kind: .binary256),
      thumbnail: GrayImage(width: 40, height: 30, pixels: [UInt8](repeating: 99, count: 1200)))
    let photos = HeldFeatures(ids: ["a", "<b>"], features: [features, features], options: ExtractionOptions())
    let group = DuplicateGroup(photos: [
      Self.photo(0, id: "a", path: folder.file("a.png")),
      Self.photo(1, id: "<b>", path: folder.file("gone & <b>.png"), link: .init(id: "a", score: 31)),
    ])
    return DuplicateGallery(of: [group], in: photos)
  }

  @Test("shows each photo in colour, one that is gone by its thumbnail, and names by their letters alone")
  func pages() async throws {
    try await gallery().write(to: folder.file("pages"))
    let page = try String(contentsOfFile: folder.file("pages/index.html"), encoding: .utf8)
    #expect(page.contains("&lt;b&gt;") && !page.contains("<b>b") && !page.contains("<b><b>"))
    #expect(page.contains("href=\"file://\(folder.file("a.png"))\""))
    #expect(page.components(separatedBy: "<a href=").count == 2, "what is gone can't be opened")
    #expect(page.contains("weakest link: &lt;b&gt; and a, score 31.0"))
    let shown = try ColorImage(contentsOf: folder.file("pages/pictures/1-1.jpg"))
    #expect(Int(shown.pixels[0]) > Int(shown.pixels[1]) + 100)
    let kept = try ColorImage(contentsOf: folder.file("pages/pictures/1-2.jpg"))
    #expect(kept.pixels.allSatisfy { abs(Int($0) - 99) <= 2 })
  }

  @Test("replaces an older gallery whole, and refuses a folder with anything else")
  func replaced() async throws {
    let pages = folder.file("pages")
    try await gallery().write(to: pages)
    let stale = ["pages/page-2.html", "pages/pictures/9-1.jpg"]
    for name in stale { folder.write("old", to: name) }
    try await gallery().write(to: pages)
    for name in stale { #expect(!FileManager.default.fileExists(atPath: folder.file(name))) }
    // Names that aren't ours stay, whatever they are beside.
    let others = ["pages/about.html", "pages/pictures/holiday.jpg"]
    for name in others { folder.write("mine", to: name) }
    try await gallery().write(to: pages)
    for name in others { #expect(FileManager.default.fileExists(atPath: folder.file(name))) }
  }

  @Test("a folder with a page and pictures of somebody else is no gallery; an unfinished gallery is")
  func prepared() throws {
    for name in ["site", "site/pictures"] {
      try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
    }
    folder.write("<h1>mine</h1>", to: "site/index.html")
    for name in ["site", "a.png", "nowhere/new"] {
      if name == "a.png" { folder.write("photo", to: name) }
      #expect(throws: FileError.self, "\(name)") { try DuplicateGallery.prepare(folder.file(name)) }
    }
    #expect(throws: FileError.self) { try DuplicateGallery.prepare("") }
    try DuplicateGallery.prepare(folder.file("new"))
    try DuplicateGallery.prepare(folder.file("new"))
    // By its bytes, where it is no UTF-8.
    try DuplicateGallery.prepare(folder.file("gal\\xff"))
    #expect(try listFolder(folder.path).contains("gal\\xff"))
  }

  @Test("many groups are on several pages, each on one")
  func manyPages() {
    let groups = (0..<250).map { number in
      DuplicateGroup(photos: [
        Self.photo(2 * number, id: "best\(number)", path: "b"),
        Self.photo(2 * number + 1, id: "copy\(number)", path: "c", link: .init(id: "best\(number)", score: 20)),
      ])
    }
    let pages = GalleryPages(groups: groups, groupsPerPage: 100) { "\($0)-\($1)" }
    #expect(pages.count == 3)
    let html = (0..<3).map(pages.html)
    for number in 0..<250 {
      #expect(html.map { $0.contains("id=\"group-\(number + 1)\"") } == (0..<3).map { $0 == number / 100 })
    }
    #expect(html[2].contains("href=\"index.html\"") && html[2].contains("href=\"page-2.html\""))
    #expect(html[0].contains("href=\"page-2.html\"") && html[0].contains("href=\"page-3.html\""))
    let none = GalleryPages(groups: [], groupsPerPage: 100) { "\($0)-\($1)" }
    #expect(none.count == 1 && none.html(of: 0).contains("0 groups of copies"))
  }
}
