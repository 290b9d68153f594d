import Features
import Imaging
import Names
import Photos
import Synchronization
import TestSupport
import Testing

@testable import Tuning

@Suite("FeatureMemory") struct FeatureMemoryTests {
  /// Counts the photos that are looked at.
  private final class Counted: FeatureExtractor {
    let count = Mutex(0)
    var descriptorKind: DescriptorKind { .histogram128 }

    func extract(from image: GrayImage) throws -> FeatureSet {
      count.withLock { $0 += 1 }
      return randomFeatures(.histogram128, count: 20, seed: 1)
    }
  }

  private static let id = ExtractorID("counted", .histogram128)
  private let counted = Counted()

  private func memory(capacity: Int) throws -> FeatureMemory {
    var registry = ExtractorRegistry()
    registry.register(RegisteredExtractor(Self.id) { [counted] _ in counted })
    let photos = TuningPhotos(
      queries: try PhotoSet(path: Photos.fixtures + "/queries"),
      references: [try PhotoSet(path: Photos.fixtures + "/references")], extractors: registry)
    return FeatureMemory(of: photos, threads: 2, capacity: capacity)
  }

  private func options(_ features: Int = 20) -> ExtractionOptions {
    var options = ExtractionOptions()
    options.extractor = Self.id
    options.maxFeatures = features
    return options
  }

  private var looked: Int { counted.count.withLock { $0 } }

  @Test("finds the features of a photo once for each way, however often it is asked for it")
  func once() async throws {
    let memory = try memory(capacity: 1 << 30)
    let few = try await memory.sources(
      options(), queries: ["Q00002", "Q00001"], references: ["R000006", "R000001", "unknown"])
    #expect(few.queries.ids == ["Q00001", "Q00002"] && few.references.ids == ["R000001", "R000006"])
    #expect(looked == 4)
    let more = try await memory.sources(
      options(), queries: ["Q00002", "Q00003"], references: ["R000006", "R000001", "R000002"])
    #expect(looked == 6)
    #expect(more.queries.ids == ["Q00002", "Q00003"])
    #expect(try more.queries.read(1, mirrored: true).views?.mirrored != nil)
    _ = try await memory.sources(options(30), queries: ["Q00002"], references: ["R000006"])
    #expect(looked == 8, "another way")
  }

  @Test("forgets what was used longest ago where there is no room")
  func bounded() async throws {
    let memory = try memory(capacity: 1)
    let ids: (Set<ExactName>, Set<ExactName>) = (["Q00002"], ["R000006"])
    for features in [20, 30, 20] {
      _ = try await memory.sources(options(features), queries: ids.0, references: ids.1)
      #expect(await memory.count == 1)
    }
    #expect(looked == 6)
    _ = try await memory.sources(options(20), queries: ids.0, references: ids.1)
    #expect(looked == 6, "what is in use is held")
  }
}
