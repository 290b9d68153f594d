import Copies
import Features
import Imaging
import OpenCVExtractors
import Photos
import TestSupport
import Testing

@testable import Runs

@Suite("Mirrored copies") struct MirrorTests {
  let folder = TemporaryFolder()

  /// The fixtures' references and the mirror image of one of them.
  func photos() throws -> (references: String, query: String) {
    let references = Photos.fixtures + "/references"
    let photo = try ColorImage(contentsOf: references + "/R000003.jpg")
    var mirrored = photo
    for y in 0..<photo.height {
      for x in 0..<photo.width { mirrored[x, y] = photo[photo.width - 1 - x, y] }
    }
    try mirrored.write(to: folder.file("mirrored.png"))
    return (references, folder.file("mirrored.png"))
  }

  @Test("a mirrored histogram is what the mirror image gives")
  func histograms() throws {
    var options = ExtractionOptions()
    options.extractor = .openCVSIFT
    let extraction = try Extraction(options, extractors: .withOpenCV, threads: 1)
    let (_, path) = try photos()
    let mirrored = try extraction.features(of: path).mirrored()
    let found = try extraction.features(of: Photos.fixtures + "/references/R000003.jpg")
    // The best partner of each, by place and direction.
    var near = 0
    var alike = 0
    for (index, keypoint) in mirrored.keypoints.enumerated() {
      let partner = found.keypoints.indices.first {
        let other = found.keypoints[$0]
        let turn = abs(other.angle - keypoint.angle).truncatingRemainder(dividingBy: 360)
        return abs(other.x - keypoint.x) < 0.7 && abs(other.y - keypoint.y) < 0.7
          && abs(other.size - keypoint.size) < 0.1 * keypoint.size && min(turn, 360 - turn) < 5
      }
      guard let partner else { continue }
      near += 1
      let squared = zip(mirrored.descriptors[index], found.descriptors[partner]).reduce(0) {
        let difference = Int($1.0) - Int($1.1)
        return $0 + difference * difference
      }
      // RootSIFT has a length of 512; strangers are about 400 apart.
      if squared < 100 * 100 { alike += 1 }
    }
    #expect(near > found.count / 2)
    #expect(alike > near * 9 / 10, "\(alike) of \(near)")
  }

  @Test("are found and told as such", arguments: [ExtractorID.orb, .openCVSIFT])
  func match(extractor: ExtractorID) throws {
    let extraction = try Extraction(FixtureFeatures.options(extractor, count: 500), extractors: .withOpenCV, threads: 1)
    let (references, query) = try photos()
    let reference = references + "/R000003.jpg"
    let pair = try matchPair(query: query, reference: reference, using: extraction, judge: CopyJudge())
    #expect(pair.isVerified && pair.report.isMirrored && pair.report.score > 2)
    let model = try #require(pair.report.models.first?.referenceFromQuery)
    #expect(model.determinant < 0)
    let width = Double(pair.query.features.imageSize.width)
    let corner = model(SIMD2(width - 1, 0))
    #expect(abs(corner.x) < 1 && abs(corner.y) < 1)
    var options = JudgeOptions()
    options.triesMirrorImage = false
    options.minScore = 2
    let plain = try matchPair(query: query, reference: reference, using: extraction, judge: CopyJudge(options))
    #expect(!plain.isVerified && !plain.report.isMirrored)
    let own = try matchPair(query: reference, reference: reference, using: extraction, judge: CopyJudge())
    #expect(own.isVerified && !own.report.isMirrored)
  }

  @Test("are found by a search where their features are known", arguments: [ExtractorID.orb, .openCVSIFT])
  func search(extractor: ExtractorID) async throws {
    var options = ExtractionOptions()
    options.extractor = extractor
    let extraction = try Extraction(options, extractors: .withOpenCV, threads: 2)
    let (referencePath, _) = try photos()
    let references = try PhotoSet(path: referencePath).features(by: extraction)
    let photos = try PhotoSet(path: folder.path).features(by: extraction)
    let output = TemporaryFolder()
    _ = try await extractFeatures(of: folder.path, to: output.file("q.h5"), using: extraction)
    let store = try StoredFeatures(path: output.file("q.h5"))
    func run(_ queries: any FeatureSource) -> CopyRun {
      var run = CopyRun(queries: queries, references: references)
      run.options.threads = 2
      run.options.judge.minScore = 2
      return run
    }
    for (queries, canMirror) in [(photos, true), (store, extractor != .orb)] as [(any FeatureSource, Bool)] {
      #expect(queries.canMirror == canMirror)
      let found = try await run(queries).listed().map(\.referenceID)
      #expect(found == (canMirror ? ["R000003"] : []))
    }
    var plain = run(photos)
    plain.options.judge.triesMirrorImage = false
    #expect(try await plain.listed().isEmpty)
  }
}
