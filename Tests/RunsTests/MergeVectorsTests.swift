import Files
import Imaging
import Photos
import Storage
import TestSupport
import Testing
import Vectors

@testable import Runs

@Suite("mergeVectors") struct MergeVectorsTests {
  let folder = TemporaryFolder()

  /// A file of photos as wide as their names are long, whose vectors begin with that length.
  @discardableResult
  func file(
    _ file: String, _ names: [String], model: VectorModel = VectorModel("net", runtime: "engine 1"), dimension: Int = 2,
    views: [String] = VectorSet.wholePhoto
  ) throws -> String {
    let writer = try VectorFileWriter(path: folder.file(file), model: model, dimension: dimension, views: views)
    for name in names {
      let rest = [Float](repeating: 0.5, count: views.count * dimension - 1)
      try writer.append(
        name: name, size: ImageSize(width: name.count, height: 9), vector: [Float(name.count)] + rest)
    }
    try writer.finish()
    return writer.path
  }

  @Test("files without manifests, sorted or not, are joined by name, with the photos' sizes")
  func anyOrder() throws {
    let paths = [try file("a.h5", ["d", "bb"]), try file("b.h5", []), try file("c.h5", ["ccc", "a"])]
    let report = try mergeVectors(of: paths, to: folder.file("all.h5"))
    #expect(report.imageCount == 4 && report.failures.isEmpty && report.withoutManifest == paths)
    let merged = try VectorFile(path: folder.file("all.h5"))
    #expect(merged.names == ["a", "bb", "ccc", "d"] && merged.model.runtime == "engine 1")
    for (index, name) in merged.names.enumerated() {
      #expect(try merged.vector(at: index) == [Float(name.count), 0.5])
      #expect(merged.imageSize(at: index) == ImageSize(width: name.count, height: 9))
    }
    let manifest = try #require(try RunManifest(besideOutput: merged.path))
    #expect(manifest.command == "merge" && manifest.inputs.isEmpty && manifest.counts == ["images": 4])
  }

  @Test("vectors of all views are joined; what ran the model is kept where all agree")
  func views() throws {
    let views = ["full", "center"]
    let other = VectorModel("net", runtime: "engine 2")
    let paths = [try file("a.h5", ["a"], views: views), try file("b.h5", ["bb"], model: other, views: views)]
    _ = try mergeVectors(of: paths, to: folder.file("all.h5"))
    let merged = try VectorFile(path: folder.file("all.h5"))
    #expect(merged.views == views && merged.model == other && merged.model.runtime == nil)
    #expect(try merged.vector(at: 1) == [2, 0.5, 0.5, 0.5])
  }

  @Test("other models, views and dimensions, one name twice and changed vectors are refused and named; nothing is left")
  func refusals() throws {
    let path = try file("a.h5", ["a", "b"])
    let others = [
      (try file("b.h5", ["c"], model: VectorModel("gist")), "by net, but \(folder.file("b.h5")) by gist"),
      (try file("c.h5", ["c"], model: VectorModel("net", checksum: "c0ffee")), "by another file or preprocessing"),
      (try file("d.h5", ["c"], views: ["center"]), "of full, but \(folder.file("d.h5")) of center"),
      (try file("e.h5", ["c"], dimension: 3), "of 2 numbers"),
    ]
    let same = try file("f.h5", ["b"])
    let changed = try file("g.h5", ["c"])
    var bytes = try readFile(changed)
    let place = try #require(bytes.indices.dropLast(4).first { bytes[$0..<$0 + 4] == [0, 0, 128, 63] })
    bytes[place] = 1
    folder.write(bytes, to: "g.h5")
    let before = folder.contents
    for (other, part) in others {
      let error = #expect(throws: IncomparableVectors.self) {
        try mergeVectors(of: [path, other], to: folder.file("x.h5"))
      }
      let said = error?.description ?? ""
      #expect(said.hasPrefix(path) && said.contains(part), "\(said)")
    }
    #expect(throws: InputError.sameID(id: "b", first: path, second: same)) {
      try mergeVectors(of: [path, same], to: folder.file("x.h5"))
    }
    #expect(throws: StoreError.self) { try mergeVectors(of: [path, changed], to: folder.file("x.h5")) }
    #expect(throws: FileError.self) { try mergeVectors(of: [path], to: path) }
    #expect(folder.contents == before)
  }
}
