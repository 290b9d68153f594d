import Features
import Options
import Photos
import TestSupport
import Testing

@Suite("Extraction") struct ExtractionTests {
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
    #expect(failures[0].reason == "it is no JPEG, PNG, WebP, GIF, TIFF, BMP, PNM, HEIC or AVIF image")
    #expect(progress.done == entries.count)
  }

  @Test("an error of the consumer ends the run")
  func consumerFails() async throws {
    struct Full: Error {}
    let entries = try listImages(at: Photos.fixtures + "/references")
    await #expect(throws: Full.self) {
      _ = try await Extraction(ExtractionOptions(), threads: 2).run(on: entries) { _, _ in throw Full() }
    }
  }

  @Test("a cancelled run ends")
  func cancellation() async throws {
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await Extraction(ExtractionOptions(), threads: 2).run(
        on: listImages(at: Photos.fixtures + "/references")
      ) { _, _ in }
    }
    await #expect(throws: CancellationError.self) { _ = try await task.value }
  }

  @Test("settings out of range are named")
  func options() {
    #expect(throws: OptionsError("threads", 0, mustBe: "in 1...4096")) { try Extraction(.init(), threads: 0) }
    var options = ExtractionOptions()
    options.maxFeatures = -5
    #expect(throws: OptionsError.self) { try Extraction(options, threads: 1) }
  }
}
