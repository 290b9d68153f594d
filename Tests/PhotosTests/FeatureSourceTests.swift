import Features
import Foundation
import Imaging
import Names
import Photos
import Storage
import TestSupport
import Testing

@Suite("FeatureSource") struct FeatureSourceTests {
  let fixtures = SourceFixtures()

  private func views(_ source: any FeatureSource, _ index: Int, mirrored: Bool = false) throws -> FeatureViews {
    try #require(try source.read(index, mirrored: mirrored).views)
  }

  private func hold(
    _ source: any FeatureSource, mirrored: Bool = false, progress: any ProgressReporter = NoProgress(),
    where isNeeded: (Int) -> Bool = { _ in true }
  ) async throws -> any FeatureSource {
    try await source.held(where: isNeeded, mirrored: mirrored, threads: 2, progress: progress)
  }

  @Test(
    "photos, stores and memory give the same features, mirrored where they can", arguments: [ExtractorID.orb, .sift])
  func sameFeatures(extractor: ExtractorID) async throws {
    let ids = ["a", "b", "c"]
    let photos = try fixtures.photos("photos", ids, extractor: extractor)
    let store = try fixtures.store("s.h5", ids, extractor: extractor)
    let plain = try ids.map { try fixtures.features(of: $0, extractor) }
    let mirrored = try ids.map { try fixtures.features(of: $0, extractor, isMirrored: true) }
    let memory = HeldFeatures(ids: ids, features: plain, mirrored: mirrored, options: photos.options)
    let bare = HeldFeatures(ids: ids, features: plain, options: photos.options)
    let isBinary = extractor == .orb
    let sources: [(any FeatureSource, canMirror: Bool)] = [
      (photos, true), (store, !isBinary), (memory, true), (bare, !isBinary),
      (try await hold(photos, mirrored: true), true), (try await hold(store), !isBinary),
    ]
    for (source, canMirror) in sources {
      #expect(source.ids == ids && source.count == 3 && source.options == photos.options && source.failures.isEmpty)
      #expect(source.canMirror == canMirror)
      for index in ids.indices {
        let both = try views(source, index, mirrored: true)
        #expect(both.plain == plain[index])
        #expect((both.mirrored != nil) == canMirror)
        if isBinary { #expect(both.mirrored == (canMirror ? mirrored[index] : nil)) }
        // Nobody has asked for it.
        #expect(try views(source, index) == FeatureViews(plain: plain[index]))
      }
    }
    #expect(photos.files == [photos.path] + ids.map { photos.path + "/\($0).png" })
    #expect(store.files == [store.path] && memory.files == [])
    #expect(try await hold(photos).files == photos.files)
  }

  @Test("a store of two photos of one name is refused, but not of names that only look alike")
  func sameNames() throws {
    let error = #expect(throws: StoreError.self) { try fixtures.store("twice.h5", ["a", "b", "a"]) }
    #expect(error?.description.hasSuffix("twice.h5: image 2 (a): image 0 has that name, too") ?? false)
    #expect(try fixtures.store("alike.h5", ["\u{E9}", "e\u{301}"]).ids.exactNames == ["\u{E9}", "e\u{301}"])
  }

  @Test("a closer look is taken at photos that are at hand, through whatever holds them, and not at those of stores")
  func closerLooks() async throws {
    let photos = try fixtures.photos("photos", ["a", "b", "c"], broken: ["d"])
    let store = try fixtures.store("s.h5", ["e"])
    let joined = try JoinedFeatures([store, photos])
    let selected = SelectedFeatures(joined, places: [0, 3])
    for look in CloserLook.allCases {
      let found = try #require(try photos.lookCloser(at: 2, look, mirrored: true)?.views)
      let usual = try views(photos, 2)
      #expect(found.plain.count > usual.plain.count && found.mirrored != nil)
      #expect(try photos.lookCloser(at: 2, look, mirrored: false)?.views == FeatureViews(plain: found.plain))
      for (source, index) in [(try await hold(photos), 2), (joined, 3), (selected, 1)] as [(any FeatureSource, Int)] {
        #expect(try source.lookCloser(at: index, look, mirrored: true)?.views == found)
      }
      for source in [store, joined, selected] as [any FeatureSource] {
        let reading = try source.lookCloser(at: 0, look, mirrored: true)
        #expect(reading?.views == nil && !source.canLookCloser)
      }
      guard case .skipped(let failure) = try photos.lookCloser(at: 3, look, mirrored: true) else {
        Issue.record("a photo that is none was looked at")
        continue
      }
      #expect(failure.id == "d")
    }
    #expect(try await hold(photos).canLookCloser && photos.canLookCloser)
    #expect(!HeldFeatures(ids: [], features: [], options: photos.options).canLookCloser)
  }

  @Test(
    "each photo's file and its size are known from folders, packs and stores made of them; else the id stands for it")
  func files() async throws {
    let photos = try fixtures.photos("photos", ["a", "b"], broken: ["c"])
    func size(_ path: String) throws -> Int { try #require(FileManager.default.contents(atPath: path)).count }
    let paths = ["a", "b", "c"].map { photos.path + "/\($0).png" }
    let expected = try paths.map { PhotoFile(path: $0, bytes: try size($0)) }
    #expect((0..<3).map(photos.file) == expected)
    let held = try await hold(photos)
    #expect((0..<3).map(held.file) == expected)
    let store = try fixtures.store("s.h5", ["x"])
    #expect(store.file(of: 0) == PhotoFile(path: "x", bytes: nil))
    let memory = HeldFeatures(ids: ["m"], features: [try fixtures.features(of: "m")], options: store.options)
    #expect(memory.file(of: 0) == PhotoFile(path: "m", bytes: nil))
    let joined = try JoinedFeatures([store, photos, memory])
    #expect((0..<5).map(joined.file) == [store.file(of: 0)] + expected + [memory.file(of: 0)])

    let bytes = try #require(FileManager.default.contents(atPath: paths[0]))
    let extraction = try Extraction(store.options, threads: 1)
    for contents in [ImagePackContents.encoded, .pixels(side: 8)] {
      let pack = fixtures.folder.file("\(contents.store).h5")
      let writer = try ImagePackWriter(path: pack, contents: contents, imageCount: 1)
      try writer.append(
        name: "a", size: ImageSize(width: 120, height: 90),
        bytes: contents == .encoded ? Array(bytes) : [UInt8](repeating: 1, count: 8 * 8 * 3))
      try writer.finish()
      let packed = try PhotoSet(path: pack).features(by: extraction)
      #expect(packed.file(of: 0) == PhotoFile(path: pack + "/a", bytes: contents == .encoded ? bytes.count : nil))
    }
  }

  @Test("a photo that can't be used is an answer, and is listed once it is held")
  func failures() async throws {
    let photos = try fixtures.photos("photos", ["a", "c"], broken: ["b"])
    guard case .skipped(let failure) = try photos.read(1, mirrored: true) else {
      _ = Issue.record()
      return
    }
    #expect(failure.input == photos.path + "/b.png" && failure.reason.contains("no JPEG, PNG, WebP"))
    #expect(photos.failures == [])
    let held = try await hold(photos)
    #expect(held.failures == [failure])
    #expect(try held.read(1, mirrored: false).views == nil && held.read(2, mirrored: false).views != nil)
    #expect(held.ids == photos.ids && held.path == photos.path)
    for index in 0..<3 { #expect(held.fingerprint(of: index) == photos.fingerprint(of: index)) }
  }

  @Test("only the photos that are needed are read, and all of them failing is an error")
  func needed() async throws {
    let photos = try fixtures.photos("photos", ["a", "c"], broken: ["b", "d"])
    let progress = CountingProgress()
    let held = try await hold(photos, progress: progress) { $0 == 0 || $0 == 3 }
    #expect(progress.total == 2 && progress.done == 2)
    #expect(held.failures.map(\.input) == [photos.path + "/d.png"])
    #expect(try views(held, 0).plain == fixtures.features(of: "a"))
    let error = await #expect(throws: InputError.self) { try await hold(photos) { $0 % 2 == 1 } }
    guard case .noneReadable(photos.path, 2, let reason)? = error else {
      _ = Issue.record("\(error as Any)")
      return
    }
    #expect(reason.contains("/b.png"))
    #expect(try await hold(photos) { _ in false }.failures == [])
  }

  @Test("a fingerprint changes with the file and the id, and with nothing else")
  func fingerprints() throws {
    func touch(_ path: String, _ seconds: Double) throws {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: path)
    }
    let photos = try fixtures.photos("photos", ["a", "b"])
    let first = (0..<2).map(photos.fingerprint)
    #expect(first[0] != first[1])
    #expect((0..<2).map(photos.fingerprint) == first)
    let file = photos.path + "/a.png"
    let time = try #require(try FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date)
    try touch(file, 1e9)
    #expect(photos.fingerprint(of: 0) != first[0] && photos.fingerprint(of: 1) == first[1])
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file)
    try Data([1]).write(to: URL(fileURLWithPath: file))
    try touch(file, time.timeIntervalSince1970)
    #expect(photos.fingerprint(of: 0) != first[0])

    let store = try fixtures.store("s.h5", ["a", "b"])
    let stored = (0..<2).map(store.fingerprint)
    #expect(stored[0] != stored[1])
    try touch(store.path, 1e9)
    #expect(try StoredFeatures(path: store.path).fingerprint(of: 1) != stored[1])

    let sets = try ["a", "b"].map { try fixtures.features(of: $0) }
    func memory(_ ids: [String], _ sets: [FeatureSet]) -> UInt64 {
      HeldFeatures(ids: ids, features: sets, options: photos.options).fingerprint(of: 0)
    }
    #expect(memory(["a"], [sets[0]]) == memory(["a", "c"], sets))
    #expect(Set([memory(["a"], [sets[0]]), memory(["b"], [sets[0]]), memory(["a"], [sets[1]])]).count == 3)
  }
}

@Suite("JoinedFeatures") struct JoinedFeaturesTests {
  let fixtures = SourceFixtures()

  @Test("stores and photos are one set, in their order, empty ones among them", arguments: [ExtractorID.orb, .sift])
  func joined(extractor: ExtractorID) async throws {
    let empty = HeldFeatures(ids: [], features: [], options: SourceFixtures.options(extractor))
    let sources: [any FeatureSource] = [
      empty, try fixtures.store("s.h5", ["x", "b"], extractor: extractor), empty,
      try fixtures.photos("photos", ["a", "d"], broken: ["c"], extractor: extractor),
      try fixtures.store("t.h5", ["z"], extractor: extractor), empty,
    ]
    let joined = try JoinedFeatures(sources)
    #expect(joined.ids == ["x", "b", "a", "c", "d", "z"])
    #expect(joined.canMirror == (extractor == .sift))
    #expect(joined.files == sources.flatMap(\.files) && joined.options == empty.options)
    #expect(joined.path == sources.map(\.path).joined(separator: ", "))
    let places = [(1, 0), (1, 1), (3, 0), (3, 1), (3, 2), (4, 0)]
    let progress = CountingProgress()
    let held = try await joined.held(where: { _ in true }, mirrored: false, threads: 2, progress: progress)
    // Stores stay where they are.
    #expect(progress.total == 3 && progress.done == 3)
    for (index, (source, offset)) in places.enumerated() {
      #expect(joined.fingerprint(of: index) == sources[source].fingerprint(of: offset))
      #expect(held.fingerprint(of: index) == joined.fingerprint(of: index))
      let views = try joined.read(index, mirrored: false).views
      #expect(try views == sources[source].read(offset, mirrored: false).views)
      #expect(try views == held.read(index, mirrored: false).views)
      #expect((views == nil) == (index == 3))
    }
    #expect(joined.failures == [])
    #expect(held.failures.map(\.input) == [fixtures.folder.file("photos/c.png")])
    #expect(held.ids == joined.ids)
  }

  @Test("of all sources only what is needed is read")
  func needed() async throws {
    let joined = try JoinedFeatures([
      fixtures.photos("p", ["a"], broken: ["b"]), fixtures.photos("q", ["c", "d"], broken: ["e"]),
    ])
    let progress = CountingProgress()
    let held = try await joined.held(where: { [0, 3].contains($0) }, mirrored: false, threads: 2, progress: progress)
    #expect(progress.total == 2 && held.failures.isEmpty)
    #expect(try held.read(3, mirrored: false).views?.plain == fixtures.features(of: "d"))
    // A source of which nothing is needed may be all bad.
    let bad = try JoinedFeatures([fixtures.photos("r", [], broken: ["x"]), fixtures.photos("s", ["y"])])
    #expect(
      try await bad.held(where: { $0 == 1 }, mirrored: false, threads: 2, progress: NoProgress()).failures.isEmpty)
    await #expect(throws: InputError.self) {
      try await bad.held(where: { _ in true }, mirrored: false, threads: 2, progress: NoProgress())
    }
  }

  @Test("the mirror image is known where every source knows it")
  func canMirror() throws {
    let (photos, store) = (try fixtures.photos("p", ["a"]), try fixtures.store("s.h5", ["b"]))
    #expect(try JoinedFeatures([photos]).canMirror && !JoinedFeatures([store]).canMirror)
    let joined = try JoinedFeatures([photos, store])
    #expect(!joined.canMirror)
    #expect(try joined.read(0, mirrored: true).views?.mirrored != nil)
    #expect(try joined.read(1, mirrored: true).views?.mirrored == nil)
  }

  @Test("an id of several sources gets their names before it, the same for a folder and for the store made of it")
  func equalIDs() async throws {
    let photos = try ["p", "s", "t"].map { try fixtures.photos($0, $0 == "t" ? ["z"] : ["a", $0]) }
    let store = try fixtures.store("s.h5", ["a", "s"])
    for sources in [[photos[0], photos[1], photos[2]], [photos[0], store, photos[2]]] as [[any FeatureSource]] {
      let joined = try JoinedFeatures(sources)
      #expect(joined.ids == ["p/a", "p", "s/a", "s", "z"])
      #expect(try await hold(joined).ids == joined.ids)
      #expect(joined.file(of: 0).path == fixtures.folder.file("p/a.png"))
      // Where another set has a photo of that name, a run that goes on must know.
      #expect(joined.fingerprint(of: 0) != sources[0].fingerprint(of: 0))
      #expect(joined.fingerprint(of: 1) == sources[0].fingerprint(of: 1))
    }
    // Beside its own store, a folder is told from it by the extension.
    #expect(try JoinedFeatures([photos[1], store]).ids == ["s/a", "s/s", "s.h5/a", "s.h5/s"])
    // Equal names in other folders, and an id that looks like a name with another.
    func memory(_ path: String, _ ids: [String]) -> HeldFeatures {
      let none = FeatureSet(
        imageSize: ImageSize(width: 9, height: 9), keypoints: [], descriptors: Descriptors(kind: .binary256, bytes: []))
      return HeldFeatures(ids: ids, features: ids.map { _ in none }, options: store.options, path: path)
    }
    #expect(
      try JoinedFeatures([memory("x/s.h5", ["a"]), memory("y/s.h5", ["a"]), memory("z.h5", ["b"])]).ids
        == ["x/s/a", "y/s/a", "b"])
    #expect(
      try JoinedFeatures([memory("u.h5", ["a", "v/a"]), memory("v.h5", ["a"])]).ids == ["u/a", "u/v/a", "v/a"])
  }

  private func hold(_ source: any FeatureSource) async throws -> any FeatureSource {
    try await source.held(where: { _ in true }, mirrored: false, threads: 2, progress: NoProgress())
  }

  @Test("a photo on both sides of a search has one id, also where that of the references has a name before it")
  func sharedIDs() throws {
    let photos = try ["p", "s"].map { try fixtures.photos($0, ["a", $0]) }
    let references = try JoinedFeatures(photos)
    #expect(references.sharingIDs(with: photos[0]).ids == ["p/a", "p"])
    // Another set whose photos are called alike stays as it is.
    #expect(references.sharingIDs(with: try fixtures.photos("q", ["a", "p"])).ids == ["a", "p"])
    // By its file, however its path is written.
    for path in [photos[1].file(of: 0).path, fixtures.folder.file("./p/../s/a.png")] {
      let store = fixtures.folder.file("elsewhere.h5")
      let writer = try FeatureStoreWriter(
        path: store, descriptorKind: .binary256, options: try FeatureStore.encodeOptions(references.options))
      try writer.append(name: "a", features: try fixtures.features(of: "a"), path: path)
      try writer.finish()
      #expect(references.sharingIDs(with: try StoredFeatures(path: store)).ids == ["s/a"])
    }
    let alone = try JoinedFeatures([photos[0]])
    #expect(alone.sharingIDs(with: photos[0]).ids == ["a", "p"])
  }

  @Test("photos that can't be used, and those without features, are told of under the ids that they have there")
  func failures() async throws {
    let first = try fixtures.photos("p", ["a"], broken: ["x"])
    let none = FeatureSet(
      imageSize: ImageSize(width: 9, height: 9), keypoints: [], descriptors: Descriptors(kind: .binary256, bytes: []))
    let second = HeldFeatures(ids: ["x", "y"], features: [none, none], options: first.options, path: "m.h5")
    let held = try await hold(try JoinedFeatures([first, second]))
    #expect(held.ids == ["a", "p/x", "m/x", "y"])
    #expect(held.failures.map(\.id) == ["p/x", "m/x", "y"])
    #expect(held.failures.map(\.kind) == [.unusable, .featureless, .featureless])
    #expect(held.failures.last?.reason == "no features were found in it")
    guard case .skipped(let failure) = try held.read(1, mirrored: false) else {
      _ = Issue.record()
      return
    }
    #expect(
      failure.id == "p/x"
        && "\(failure)" == "\(failure.input): it is no JPEG, PNG, WebP, GIF, TIFF, BMP, PNM, HEIC or AVIF image")
  }

  @Test("a source that is there twice, and features of other options, are refused by name")
  func refusals() throws {
    let photos = try fixtures.photos("p", ["a", "b"])
    #expect(throws: InputError.sameID(id: "a", first: photos.path, second: photos.path)) {
      try JoinedFeatures([photos, photos])
    }
    let sift = try fixtures.store("t.h5", ["d"], extractor: .sift)
    let error = #expect(throws: IncomparableFeatures.self) { try JoinedFeatures([photos, sift]) }
    #expect(error?.path == sift.path && error?.found == sift.options && error?.expected == photos.options)
    #expect(error?.description.contains(photos.path + " has orb") ?? false)
  }
}

@Suite("PhotoSet") struct PhotoSetTests {
  let fixtures = SourceFixtures()

  @Test("is a store or photos, and a store settles how features are found in photos beside it")
  func options() throws {
    let store = PhotoSet.store(try fixtures.store("s.h5", ["a"], extractor: .sift))
    let photos = try PhotoSet(path: fixtures.photos("p", ["b"]).path)
    guard case .store(let opened) = try PhotoSet(path: store.path) else {
      _ = Issue.record("it is a store")
      return
    }
    #expect(opened.ids == ["a"] && photos.options == nil && store.options == SourceFixtures.options(.sift))
    func common(
      _ sets: [PhotoSet], asked: (ExtractionOptions) -> ExtractionOptions = { $0 }
    ) throws -> ExtractionOptions {
      try PhotoSet.commonOptions(
        of: sets, otherwise: SourceFixtures.options(.fastBRIEF), origin: "the command line asks for", asked: asked)
    }
    #expect(try common([photos, store]) == SourceFixtures.options(.sift))
    #expect(try common([photos, photos]) == SourceFixtures.options(.fastBRIEF))
    let asked = #expect(throws: IncomparableFeatures.self) {
      try common([photos, store]) { _ in SourceFixtures.options(.orb) }
    }
    #expect(asked?.description.contains("but the command line asks for orb") ?? false, "\(asked as Any)")
    let other = PhotoSet.store(try fixtures.store("t.h5", ["c"]))
    let error = #expect(throws: IncomparableFeatures.self) { try common([store, photos, other]) }
    #expect(error?.path == other.path && error?.origin == store.path + " has")
  }

  @Test("features that the extractor doesn't find are refused, photos are taken by any")
  func features() throws {
    let store = PhotoSet.store(try fixtures.store("s.h5", ["a"]))
    let sift = try Extraction(SourceFixtures.options(.sift), threads: 1)
    let error = #expect(throws: IncomparableFeatures.self) { try store.features(by: sift) }
    #expect(error?.path == store.path && error?.expected.extractor == .sift)
    #expect(try store.features(by: Extraction(SourceFixtures.options(), threads: 1)).ids == ["a"])
    let photos = try PhotoSet(path: fixtures.photos("p", ["b"]).path)
    #expect(try photos.features(by: sift).options == SourceFixtures.options(.sift))
  }
}
