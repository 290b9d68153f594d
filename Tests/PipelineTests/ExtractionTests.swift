import Features
import Foundation
import Imaging
import Options
import Pipeline
import Synchronization
import TestSupport
import Testing

@Suite("Extraction") struct ExtractionTests {
  /// Counts what it is told.
  final class CountingProgress: ProgressReporter {
    let steps = Mutex(0)
    func begin(_ phase: String, total: Int) {}
    func advance() { steps.withLock { $0 += 1 } }
    func end() {}
  }

  @Test("hands photos over in order, whatever the number of threads, and skips the unreadable", arguments: [1, 2, 7])
  func order(threads: Int) async throws {
    let folder = TemporaryFolder()
    let good = try listImages(at: Photos.fixtures + "/references")
    let broken = ImageEntry(path: folder.write("text", to: "broken.jpg"))
    let entries = Array(good[..<5]) + [broken] + Array(good[5...])
    let progress = CountingProgress()
    var seen: [String] = []
    let failures = try await Extraction(ExtractionOptions(), threads: threads).run(on: entries, progress: progress) {
      entry, features in
      seen.append(entry.id)
      #expect(features.count > 100)
    }
    #expect(seen == good.map(\.id))
    #expect(failures.map(\.input) == [broken.path])
    #expect(failures[0].reason.contains("broken.jpg"))
    #expect(progress.steps.withLock { $0 } == entries.count)
  }

  @Test("an error of the consumer ends the run")
  func consumerFails() async throws {
    struct Full: Error {}
    let entries = try listImages(at: Photos.fixtures + "/references")
    await #expect(throws: Full.self) {
      _ = try await Extraction(ExtractionOptions(), threads: 2).run(on: entries) { _, _ in throw Full() }
    }
  }

  @Test("a cancelled run writes nothing")
  func cancellation() async throws {
    let folder = TemporaryFolder()
    let output = folder.write("the old one", to: "f.h5")
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await extractFeatures(
        of: Photos.fixtures + "/references", to: output, using: Extraction(ExtractionOptions(), threads: 2))
    }
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    #expect(folder.contents == ["f.h5"])
    #expect(try String(contentsOfFile: output, encoding: .utf8) == "the old one")
  }

  @Test("a set of which no photo can be used is an error, and leaves nothing")
  func noneReadable() async throws {
    let folder = TemporaryFolder()
    let broken = TemporaryFolder()
    broken.write("text", to: "a.jpg")
    broken.write("", to: "b.jpg")
    await #expect(throws: InputError.self) {
      try await extractFeatures(
        of: broken.path, to: folder.file("f.h5"), using: Extraction(ExtractionOptions(), threads: 1))
    }
    #expect(folder.contents == [])
  }

  @Test("a store holds what extraction found")
  func storeHoldsFeatures() async throws {
    let folder = TemporaryFolder()
    let extraction = try Extraction(ExtractionOptions(), threads: 2)
    let report = try await extractFeatures(
      of: Photos.fixtures + "/queries", to: folder.file("f.h5"), using: extraction)
    #expect(report.imageCount == 28 && report.failures.isEmpty)
    let images = try await FeatureSource(path: Photos.fixtures + "/queries").load(using: extraction)
    let stored = try await FeatureSource(path: folder.file("f.h5")).load(using: extraction)
    #expect(stored.ids == images.ids)
    #expect(stored.features == images.features)
    #expect(report.featureCount == stored.features.reduce(0) { $0 + $1.count })
  }

  @Test("settings out of range are named")
  func options() {
    #expect(throws: OptionsError("threads", 0, mustBe: "at least 1")) { try Extraction(.init(), threads: 0) }
    var options = ExtractionOptions()
    options.maxFeatures = -5
    #expect(throws: OptionsError.self) { try Extraction(options, threads: 1) }
  }
}
