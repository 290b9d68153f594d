import CSV
import Files
import Foundation
import Geometry
import Imaging

/// A set of pages of invented apps and of photos with ground truth, in a folder laid out as those beside the project.
///
/// 150 references: 12 pages of each app, 30 photos. 240 queries, of which half are copies: of pages and of photos, the
/// latter also inside a page that is no reference. The others are strangers: pages of the same apps that are no
/// references, posts that are references with another photo on them, photos.
struct PageSet {
  /// Where a query comes from, and what of it is true.
  private struct Query {
    var reference: Int?
    let families: String
    let source: String
    let file: [UInt8]
    let format: String
  }

  private struct Reference {
    let source: String
    let picture: ColorImage
  }

  private static let pagesOfApp = 12
  private static let photoCount = 30
  private static let copiesOfEdit = 14
  private static let photosInPages = 18
  private static let otherPagesOfApp = 6
  private static let sharedPages = 36
  private static let otherPhotos = 24

  private var generator = SplitMix64(seed: 23)
  private var references: [Reference] = []
  private var queries: [Query] = []
  private var pictures: PictureSupply
  private var backgrounds: PictureSupply

  /// Draws the set; the same bytes every time.
  ///
  /// - Parameters:
  ///   - data: as of ``CopyLibrary/make(from:into:)``: photos for the pages.
  ///   - folder: new or empty.
  /// - Returns: how many references and queries there are.
  /// - Throws: as ``CopyLibrary/make(from:into:)``.
  static func make(from data: String, into folder: String) throws -> (references: Int, queries: Int) {
    var set = try PageSet(photosOf: data)
    try set.drawReferences()
    try set.drawCopies()
    try set.drawStrangers()
    try set.write(to: folder)
    return (set.references.count, set.queries.count)
  }

  /// The app of each reference that is a page, by its id.
  static func apps(in folder: String) throws -> [String: String] {
    var reader = try CSVReader(
      path: folder + "/references.csv", columns: ["reference_id", "source"], header: .required)
    var apps: [String: String] = [:]
    while let row = try reader.next() {
      apps[row[0]] = InventedApp.all.map(\.name).first { row[1].hasPrefix($0) }
    }
    return apps
  }

  private init(photosOf data: String) throws {
    let photos = try OriginalSet(SourcePhoto.all(in: data), copied: 0, count: 250, using: &generator)
    pictures = PictureSupply(files: (photos.whole + photos.pieces).map(\.file))
    backgrounds = pictures.part(40)
  }

  private mutating func drawReferences() throws {
    for app in InventedApp.all {
      for number in 0..<Self.pagesOfApp {
        references.append(
          Reference(source: "\(app.name) \(number)", picture: try app.page(number, pictures: &pictures)))
      }
    }
    for number in 0..<Self.photoCount {
      references.append(Reference(source: "photo \(number)", picture: try pictures.next()))
    }
  }

  private mutating func drawCopies() throws {
    let pageCount = InventedApp.all.count * Self.pagesOfApp
    // Every app has its turn with every edit.
    for (place, edit) in PageEdit.allCases.enumerated() {
      for copy in 0..<Self.copiesOfEdit {
        let app = (place + copy) % InventedApp.all.count
        let reference = app * Self.pagesOfApp + .random(in: 0..<Self.pagesOfApp, using: &generator)
        try add("page+" + edit.rawValue, of: reference, by: edit)
      }
    }
    let photos = pageCount..<pageCount + Self.photoCount
    for (place, reference) in photos.prefix(Self.photosInPages).enumerated() {
      let app = Self.photoApps[place % Self.photoApps.count]
      var photo = PictureSupply(files: [try references[reference].picture.encoded(as: .png)])
      let page = try app.page(1000 + place, pictures: &photo)
      try add(page, "photo_in_page", source: references[reference].source, copyOf: reference, edited: place % 2 == 1)
    }
    for (place, reference) in photos.suffix(Self.photosInPages).enumerated() {
      let edit = PageEdit.allCases[place % PageEdit.allCases.count]
      try add("photo+" + edit.rawValue, of: reference, by: edit)
    }
  }

  private mutating func drawStrangers() throws {
    for app in InventedApp.all {
      for number in Self.pagesOfApp..<Self.pagesOfApp + Self.otherPagesOfApp {
        let page = try app.page(number, pictures: &pictures)
        try add(page, "other_page", source: "\(app.name) \(number)", edited: number % 2 == 1)
      }
    }
    let feed = InventedApp.all.first { $0.kind == .feed }!
    for place in 0..<Self.sharedPages {
      // A post's words are few beside its photo; an article with other words is another page.
      let isShared = place % 2 == 0
      let app = isShared ? feed : Self.photoApps[place / 2 % Self.photoApps.count]
      let number = isShared ? place / 2 % Self.pagesOfApp : 2000 + place
      try add(
        app.page(number, pictures: &pictures), isShared ? "page_shared" : "photo_in_other_page",
        source: "\(app.name) \(number), another photo", edited: place % 4 >= 2)
    }
    for number in 0..<Self.otherPhotos {
      try add(pictures.next(), "other_photo", source: "other photo \(number)", edited: number % 2 == 1)
    }
  }

  private static let photoApps = InventedApp.all.filter(\.showsPhoto)

  private mutating func add(_ families: String, of reference: Int, by edit: PageEdit) throws {
    queries.append(
      Query(
        reference: reference, families: families, source: references[reference].source,
        file: try edit.file(of: references[reference].picture, backgrounds: &backgrounds, using: &generator),
        format: edit == .part ? "png" : "jpg"))
  }

  /// As it is, or after an edit that is drawn at random.
  private mutating func add(
    _ picture: ColorImage, _ families: String, source: String, copyOf reference: Int? = nil, edited: Bool
  ) throws {
    guard edited else {
      queries.append(
        Query(
          reference: reference, families: families, source: source, file: try picture.encoded(as: .png), format: "png"))
      return
    }
    let edit = [PageEdit.jpeg, .resize, .crop, .turn].randomElement(using: &generator)!
    queries.append(
      Query(
        reference: reference, families: "\(families)+\(edit.rawValue)", source: source,
        file: try edit.file(of: picture, backgrounds: &backgrounds, using: &generator), format: "jpg"))
  }

  private mutating func write(to folder: String) throws {
    if let there = try? FileManager.default.contentsOfDirectory(atPath: folder), !there.isEmpty {
      throw FileError(.write, folder, reason: "it is there already and not empty")
    }
    for part in ["references", "queries"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(part)", withIntermediateDirectories: true)
    }
    var rows = [["reference_id", "source"]]
    for (index, reference) in references.enumerated() {
      let id = Self.id("R", index, digits: 6)
      let isPage = index < InventedApp.all.count * Self.pagesOfApp
      try writeFile(
        try reference.picture.encoded(as: isPage ? .png : .jpeg()),
        to: "\(folder)/references/\(id).\(isPage ? "png" : "jpg")")
      rows.append([id, reference.source])
    }
    try Self.write(rows, to: "\(folder)/references.csv")

    // Either half of the numbers, even or odd, gets half of every kind and app.
    let sorted = queries.sorted { ($0.families, $0.source) < ($1.families, $1.source) }
    let halves = (0..<2).map { half in
      sorted.indices.filter { $0 % 2 == half }.map { sorted[$0] }.shuffled(using: &generator)
    }
    var (truth, table) = (
      [["query_id", "reference_id"]], [["query_id", "reference_id", "families", "strength", "source"]]
    )
    for (index, query) in zip(halves[0], halves[1]).flatMap({ [$0, $1] }).enumerated() {
      let id = Self.id("Q", index, digits: 5)
      let reference = query.reference.map { Self.id("R", $0, digits: 6) } ?? ""
      try writeFile(query.file, to: "\(folder)/queries/\(id).\(query.format)")
      truth.append([id, reference])
      table.append([id, reference, query.families, "medium", query.source])
    }
    try Self.write(truth, to: "\(folder)/ground_truth.csv")
    try Self.write(table, to: "\(folder)/queries.csv")
  }

  private static func id(_ letter: String, _ number: Int, digits: Int) -> String {
    let text = "\(number)"
    return letter + String(repeating: "0", count: max(digits - text.count, 0)) + text
  }

  private static func write(_ rows: [[String]], to path: String) throws {
    let writer = try CSVWriter(path: path)
    for row in rows { try writer.append(row) }
    try writer.finish()
  }
}
