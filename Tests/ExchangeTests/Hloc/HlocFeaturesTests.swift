import Features
import Foundation
import Imaging
import Storage
import TestSupport
import Testing

@testable import Exchange

@Suite("Hloc features") struct HlocFeaturesTests {
  private let folder = TemporaryFolder()

  private func keypoints(_ count: Int, isUpright: Bool = false) -> [Keypoint] {
    (0..<count).map { index in
      let place = Float(index)
      let angle: Float = isUpright ? -1 : Float(index * 7 % 360)
      return Keypoint(x: place * 1.25, y: place - 0.5, size: 31.3 + place, angle: angle, response: 0.1 * place)
    }
  }

  private func features(_ kind: DescriptorKind, count: Int, isUpright: Bool = false, seed: UInt64 = 1) -> FeatureSet {
    var generator = SeededGenerator(seed: seed)
    return FeatureSet(
      imageSize: ImageSize(width: 640, height: 427), keypoints: keypoints(count, isUpright: isUpright),
      descriptors: randomDescriptors(kind, count: count, using: &generator))
  }

  private func message(_ body: () throws -> Void) throws -> String {
    try #require(throws: StoreError.self) { try body() }.description
  }

  @Test("are read back bit by bit, whatever their names", arguments: DescriptorKind.allCases)
  func roundTrip(kind: DescriptorKind) throws {
    let path = folder.file("features.h5")
    let written: [(name: String, features: FeatureSet)] = [
      ("db/x/ä 1.jpg", features(kind, count: 9)), ("db/x.jpg", features(kind, count: 0)),
      ("q", features(kind, count: 200, isUpright: true, seed: 2)),
    ]
    func write(_ path: String) throws {
      let writer = try HlocFeaturesWriter(path: path, options: #"{"a":1}"#)
      for (name, features) in written { try writer.append(name: name, features: features) }
      try writer.finish()
    }
    try write(path)
    #expect(try ForeignLayout(detectedIn: path) == .hlocFeatures)
    let read = try HlocFeatures(path: path)
    #expect(read.names == written.map(\.name))
    #expect(read.descriptorKind == kind && read.options == #"{"a":1}"#)
    for (index, name) in read.names.enumerated() {
      let expected = try #require(written.first { $0.name == name }).features
      #expect(try read.features(at: index) == expected, "\(name)")
    }
    let again = folder.file("again.h5")
    // HDF5 notes times in seconds, unless it is told not to.
    Thread.sleep(forTimeInterval: 1.1)
    try write(again)
    #expect(FileManager.default.contents(atPath: again) == FileManager.default.contents(atPath: path))
  }

  @Test("of an upright keypoint among turned ones lose that it was")
  func mixed() throws {
    let path = folder.file("features.h5")
    var mixed = keypoints(2)
    mixed[0].angle = -1
    let writer = try HlocFeaturesWriter(path: path, options: "{}")
    let descriptors = Descriptors(kind: .binary256, bytes: [UInt8](repeating: 5, count: 64))
    try writer.append(
      name: "a",
      features: FeatureSet(imageSize: ImageSize(width: 9, height: 9), keypoints: mixed, descriptors: descriptors))
    try writer.finish()
    #expect(try HlocFeatures(path: path).features(at: 0).keypoints.map(\.angle) == [0, 7])
  }

  @Test("names that no two groups can have are refused, and nothing is left")
  func names() throws {
    for (name, reason) in [
      ("a/b", "there already"), ("a/b/c", "leads through"), ("a", "leads through"), ("", "empty"), ("x//y", "empty"),
      ("../x", ".."), ("/x", "empty"),
    ] {
      let writer = try HlocFeaturesWriter(path: folder.file("f.h5"), options: "{}")
      try writer.append(name: "a/b", features: features(.binary256, count: 1))
      let text = try message { try writer.append(name: name, features: features(.binary256, count: 1)) }
      #expect(text.contains(reason), "\(name): \(text)")
    }
    #expect(folder.contents.isEmpty)
  }

  @Test(
    "that hloc wrote are read: nested names, half precision, angles of either sign, nothing optional",
    .enabled(if: Python.withH5py != nil, "needs python3 with h5py"), arguments: ["earliest", "latest"])
  func foreign(libver: String) throws {
    let path = folder.file("features.h5")
    try ForeignFiles.write(path, ForeignFiles.hlocFeatures, libver: libver)
    let read = try HlocFeatures(path: path)
    #expect(read.names == ["db/1.jpg", "db/sub/2.jpg", "query.jpg"])
    #expect(read.descriptorKind == .histogram128 && read.options == nil)
    let first = try read.features(at: 0)
    #expect(first.imageSize == ImageSize(width: 640, height: 480) && first.count == 5)
    #expect(first.keypoints.map(\.angle) == [180, 0, 180, 0, 180])
    #expect(first.keypoints.allSatisfy { $0.x == Float(Float16($0.x)) && (2...4).contains($0.size) && $0.response > 0 })
    #expect(try read.features(at: 1).isEmpty)
    for index in [0, 2] {
      let set = try read.features(at: index)
      for row in 0..<set.count {
        let norm = set.descriptors[row].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(abs(norm - 512) < 6, "\(norm)")
      }
    }
    let bare = folder.file("bare.h5")
    try ForeignFiles.write(
      bare,
      """
      g = f.create_group("a.jpg")
      g["keypoints"] = np.array([[1, 2], [3.5, 4]])
      g["descriptors"] = np.full((256, 2), 1/16); g["descriptors"][3, 1] = -1/16
      g["image_size"] = np.array([5, 6], "i2")
      """)
    let set = try HlocFeatures(path: bare).features(at: 0)
    #expect(set.keypoints == [Keypoint(x: 1, y: 2, size: 0), Keypoint(x: 3.5, y: 4, size: 0)])
    #expect(set.descriptors[0] == ArraySlice([UInt8](repeating: 255, count: 32)))
    #expect(set.descriptors[1].first == 0b1111_0111)
  }

  @Test(
    "are read by h5py as hloc reads them: [D, N], of unit norm, pixel centres",
    .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func readByH5py() throws {
    let path = folder.file("features.h5")
    let writer = try HlocFeaturesWriter(path: path, options: "{}")
    let descriptors = Descriptors(kind: .binary256, bytes: [1] + [UInt8](repeating: 0, count: 63))
    try writer.append(
      name: "db/a.jpg",
      features: FeatureSet(
        imageSize: ImageSize(width: 640, height: 427),
        keypoints: [
          Keypoint(x: 0, y: 1.5, size: 31, angle: 90, response: 2), Keypoint(x: 639, y: 426, size: 4, angle: 0),
        ],
        descriptors: descriptors))
    try writer.finish()
    let printed = try Python.run(
      """
      import sys, h5py, numpy as np
      f = h5py.File(sys.argv[1], "r")
      names = []
      f.visititems(lambda _, o: names.append(o.parent.name.strip("/")) if isinstance(o, h5py.Dataset) else None)
      g = f["db/a.jpg"]
      print(sorted(set(names)))
      for key in ["keypoints", "scores", "scales", "oris", "image_size"]: print(key, g[key].dtype, g[key][()].tolist())
      d = g["descriptors"]
      print(d.shape, d.dtype, (d[()] ** 2).sum(0).tolist(), d[:3, 0].tolist(), float(d[:, 0] @ d[:, 1]))
      """, arguments: [path]
    ).output
    #expect(
      printed == """
        ['db/a.jpg']
        keypoints float32 [[0.0, 1.5], [639.0, 426.0]]
        scores float32 [2.0, 0.0]
        scales float32 [15.5, 2.0]
        oris float32 [90.0, 0.0]
        image_size int64 [640, 427]
        (256, 2) float32 [1.0, 1.0] [0.0625, -0.0625, -0.0625] 0.9921875

        """)
  }

  @Test(
    "that no store can hold are refused by name, found and expected",
    .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func refused() throws {
    let good = [
      "keypoints": "np.zeros((2, 2), 'f2')", "descriptors": "np.full((128, 2), 128 ** -0.5)",
      "image_size": "np.array([64, 48])",
    ]
    func reason(_ changes: [String: String?], others: String = "") throws -> String {
      let path = folder.file("bad.h5")
      let datasets = good.merging(changes.compactMapValues { $0 }) { $1 }.filter { changes[$0.key] != .some(nil) }
      try ForeignFiles.write(
        path, "g = f.create_group('a/b')\n" + datasets.map { "g['\($0)'] = \($1)" }.joined(separator: "\n") + others)
      return try message { try ForeignFiles.readAll(path) }
    }
    #expect(try reason(["descriptors": nil]).contains("dataset a/b/descriptors is missing"))
    #expect(try reason(["image_size": nil]).contains("dataset a/b/image_size is missing"))
    #expect(try reason(["keypoints": nil]).contains("none of the layouts"))
    #expect(try reason(["keypoints": "np.zeros((2, 3))"]).contains("keypoints is [2, 3] Float64, but must be [N, 2]"))
    #expect(try reason(["keypoints": "np.zeros((2, 2), 'i4')"]).contains("keypoints is [2, 2] Int32"))
    #expect(
      try reason(["keypoints": "np.zeros((3, 2))"]).contains("descriptors is [128, 2] Float64, but must be [128, 3]"))
    #expect(try reason(["keypoints": "np.array([[0, 1], [np.inf, 2]])"]).contains("keypoints: number 2 is inf"))
    #expect(try reason(["descriptors": "np.zeros((2, 128))"]).contains("descriptors is [2, 128], but must be [128, N]"))
    #expect(try reason(["descriptors": "np.full((256, 2), 0.05)"]).contains("must be ±1/16"))
    #expect(try reason(["descriptors": "np.full((128, 2), 9.0)"]).contains("128 numbers of norm 101.8"))
    #expect(try reason(["descriptors": "np.full((128, 2), -(128 ** -0.5))"]).contains("none below 0"))
    #expect(try reason(["descriptors": "np.full((128, 2), np.nan)"]).contains("finite"))
    #expect(try reason(["image_size": "np.array([64, 0])"]).contains("image_size: number 1 is 0"))
    #expect(try reason(["image_size": "np.array([64])"]).contains("image_size is [1] Int64"))
    #expect(try reason(["image_size": "np.array([64.0, 48.0])"]).contains("image_size is [2] Float64"))
    #expect(try reason(["scores": "np.zeros(3)"]).contains("scores is [3] Float64, but must be [2]"))
    #expect(try reason(["oris": "np.array([0, np.nan])"]).contains("oris: number 1 is nan"))
    #expect(
      try reason([:], others: "\nf.create_group('c')['keypoints'] = np.zeros((0, 2))").contains(
        "c/descriptors is missing"))
    // Links aren't followed: neither in circles, nor out of the file.
    #expect(try reason(["keypoints": nil], others: "\ng['loop'] = f").contains("circles"))
    #expect(try reason(["keypoints": "h5py.ExternalLink('x.h5', '/k')"]).contains("none of the layouts"))
  }
}
