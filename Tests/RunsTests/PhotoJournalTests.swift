import Features
import Files
import Imaging
import Storage
import TestSupport
import Testing

@testable import Runs

@Suite("PhotoJournal") struct PhotoJournalTests {
  let folder = TemporaryFolder()
  let identity = try! RunIdentity(command: "extract", ["the photos": "3"])

  func open() throws -> PhotoJournal<FeatureSet> {
    try PhotoJournal(besideOutput: folder.file("f.h5"), of: identity, isResuming: true)
  }

  /// What a journal hands over, as text that can be compared.
  func restored(_ journal: PhotoJournal<FeatureSet>, imageCount: Int = 9) throws -> [String] {
    var found: [String] = []
    try journal.restore(imageCount: imageCount) {
      FeatureRecord.features(in: $0, kind: .binary256)
    } _: {
      found.append("\($0)")
    }
    return found
  }

  func content(of outcome: PhotoJournal<FeatureSet>.Outcome) -> [UInt8] {
    PhotoJournal.content(of: outcome, bytes: FeatureRecord.bytes)
  }

  @Test("gives back features and failures as they were", arguments: [true, false])
  func roundTrip(hasThumbnail: Bool) throws {
    let outcomes: [PhotoJournal<FeatureSet>.Outcome] = [
      .found(features(3, hasThumbnail), damage: nil), .skipped(reason: "«a», because"),
      .found(features(2, hasThumbnail), damage: "«half»"), .found(features(0, hasThumbnail), damage: nil),
    ]
    do {
      let journal = try open()
      for outcome in outcomes { try journal.append(content(of: outcome)) }
      #expect(journal.count == outcomes.count)
    }
    let journal = try open()
    #expect(try restored(journal) == outcomes.map { "\($0)" })
    #expect(journal.count == outcomes.count)
  }

  @Test("ends where there are more photos than expected, and at a batch that makes no sense")
  func nonsense() throws {
    let good = content(of: .found(features(2, true), damage: nil))
    for bad in [
      [2, 1, 1], [2, 255, 255, 255, 255, 1], [2, 1, 0, 0, 0, 0xFF], [3, 1, 1], [1, 0, 0], Array(good.dropLast()),
      good + [0], [0, 0xFF],
    ] as [[UInt8]] {
      do {
        let journal = try open()
        try journal.append(good)
        try journal.append(bad)
        try journal.append(good)
      }
      do {
        let journal = try open()
        #expect(try restored(journal).count == 1)
        try journal.append(good)
      }
      #expect(try restored(try open()).count == 2)
      try open().remove()
    }
    let journal = try open()
    for _ in 0..<5 { try journal.append(good) }
  }

  private func features(_ count: Int, _ hasThumbnail: Bool) -> FeatureSet {
    let size = ImageSize(width: 4, height: 3)
    let keypoints = (0..<count).map {
      Keypoint(x: Float($0), y: 0.5, size: 31, angle: -1, response: 1e-9, level: Int32($0))
    }
    return FeatureSet(
      imageSize: size, keypoints: keypoints,
      descriptors: Descriptors(kind: .binary256, bytes: (0..<32 * count).map { UInt8($0 % 251) }),
      thumbnail: hasThumbnail ? GrayImage(width: 4, height: 3, filledWith: 9) : nil)
  }
}
