import Files
import Imaging
import TestSupport
import Testing

@testable import Storage

@Suite("ImagePack") struct ImagePackTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.file("images.h5") }
  private static let allContents: [ImagePackContents] = [.encoded, .pixels(side: 8)]

  @Test("gives back what was written", arguments: allContents, [0, 1, 3, 250])
  func roundTrip(contents: ImagePackContents, imageCount: Int) throws {
    let sample = SamplePack(contents, imageCount: imageCount)
    try sample.write(to: path)
    let pack = try ImagePack(path: path)
    #expect(pack.contents == contents && pack.count == imageCount)
    #expect(pack.formatVersion == 1 && pack.toolVersion == toolVersion)
    #expect(try SamplePack.images(of: pack) == sample.images)
    #expect(pack.byteCount == sample.images.reduce(0) { $0 + $1.bytes.count })
    #expect(folder.contents == ["images.h5"])
  }

  @Test("gives back photos that straddle chunks, and ones larger than a chunk")
  func largePhotos() throws {
    let chunk = ImagePackLayout.encodedChunkBytes
    let sizes = [chunk - 10, 20, 0, 2 * chunk + 5, chunk, 3]
    let sample = SamplePack(.encoded, imageCount: sizes.count) { sizes[$0] }
    try sample.write(to: path)
    #expect(try SamplePack.images(of: ImagePack(path: path)) == sample.images)
  }

  @Test("squares of one pixel and of the largest side are told by the contents", arguments: [1, 16_384])
  func extremeSides(side: Int) throws {
    try SamplePack(.pixels(side: side), imageCount: 0).write(to: path)
    #expect(try ImagePack(path: path).contents.side == side)
  }

  @Test("a chunk of pixels holds 100 images, fewer of large ones, and no more than there are")
  func imagesPerChunk() {
    #expect(ImagePackLayout.imagesPerChunk(side: 256, imageCount: 1_000_000) == 100)
    #expect(ImagePackLayout.imagesPerChunk(side: 256, imageCount: 7) == 7)
    #expect(ImagePackLayout.imagesPerChunk(side: 256, imageCount: 0) == 1)
    // HDF5 takes chunks of less than 4 GiB.
    for (side, count) in [(3783, 100), (3784, 99), (10_000, 14), (16_384, 5)] {
      #expect(ImagePackLayout.imagesPerChunk(side: side, imageCount: 1000) == count, "side \(side)")
      #expect(count * side * side * 3 < 1 << 32 && (count + 1) * side * side * 3 >= 1 << 32, "side \(side)")
    }
  }

  @Test("knows the checksum of each image, and finds the image whose bytes changed", arguments: allContents)
  func checksums(contents: ImagePackContents) throws {
    let sample = SamplePack(contents, imageCount: 5)
    try sample.write(to: path)
    let pack = try ImagePack(path: path)
    var known = CRC32()
    known.add(sample.images[3].bytes)
    #expect(pack.checksums?[3] == known.value)

    var bytes = try readFile(path)
    let place = try #require(
      bytes.indices.first { bytes[$0...].starts(with: sample.images[3].bytes) })
    bytes[place + 9] ^= 1
    let damaged = try ImagePack(path: folder.write(bytes, to: "damaged.h5"))
    for index in [0, 1, 2, 4] { #expect(try damaged.bytes(at: index) == sample.images[index].bytes) }
    let error = try #require(throws: StoreError.self) { try damaged.bytes(at: 3) }
    #expect("\(error)".hasPrefix("\(damaged.path): image 3 (\(sample.images[3].name)): its bytes have changed: "))
  }

  @Test("the same calls give the same bytes", arguments: allContents)
  func isReproducible(contents: ImagePackContents) throws {
    let sample = SamplePack(contents, imageCount: 120)
    try sample.write(to: path)
    let other = TemporaryFolder()
    try sample.write(to: other.file("b.h5"))
    #expect(try readFile(path) == readFile(other.file("b.h5")))
  }

  @Test("serves several tasks at once", arguments: allContents)
  func tasks(contents: ImagePackContents) async throws {
    let sample = SamplePack(contents, imageCount: 40)
    try sample.write(to: path)
    let pack = try ImagePack(path: path)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 { group.addTask { try SamplePack.images(of: pack) == sample.images } }
      for try await isRight in group { #expect(isRight) }
    }
  }

  @Test("is told from a feature store, and either from other files")
  func kinds() throws {
    try SamplePack(.encoded, imageCount: 1).write(to: path)
    let store = folder.file("features.h5")
    try FeatureStoreWriter(path: store, descriptorKind: .binary256, options: "{}").finish()
    let text = folder.write("query_id,reference_id\n", to: "a.csv")
    #expect(
      [path, store, text, folder.path, folder.file("none")].map(ImagePack.isImagePack) == [true]
        + .init(repeating: false, count: 4))
    #expect([path, store, text].map(FeatureStore.isFeatureStore) == [false, true, false])
    #expect(throws: StoreError(store, .otherStore(found: "a feature store", expected: "an image pack"))) {
      try ImagePack(path: store)
    }
    let error = try #require(throws: StoreError.self) { try FeatureStore(path: path) }
    #expect(error.description == "\(path) is an image pack, but must be a feature store")
  }
}
