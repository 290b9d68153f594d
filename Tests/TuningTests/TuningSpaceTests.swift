import Features
import Options
import Runs
import Testing

@testable import Tuning

@Suite("TuningSpace") struct TuningSpaceTests {
  private func space(
    _ extractor: ExtractorID, only: [String]? = nil, isExtractionFixed: Bool = false,
    change: (inout SearchSettings) -> Void = { _ in }
  ) throws -> TuningSpace {
    var base = SearchSettings()
    base.extraction.extractor = extractor
    change(&base)
    return try TuningSpace(base: base, only: only, isExtractionFixed: isExtractionFixed, extractors: .standard)
  }

  @Test("has the settings of its extractor alone, each with the value that a search has anyway")
  func rows() throws {
    let (orb, sift) = (try space(.orb), try space(.sift))
    let names = (Set(orb.settings.map(\.name)), Set(sift.settings.map(\.name)))
    #expect(names.0.isSuperset(of: ["max-features", "levels", "scale-factor", "corner-threshold", "candidates"]))
    #expect(names.1.isSuperset(of: ["max-features", "contrast-threshold", "plain-sift", "candidates"]))
    #expect(names.0.isDisjoint(with: ["contrast-threshold", "plain-sift"]) && !names.1.contains("levels"))
    for setting in orb.settings + sift.settings {
      #expect(setting.values.contains(setting.base) && Set(setting.values).count == setting.values.count)
      #expect(setting.values.count > 1)
    }
    #expect(orb.settings.first { $0.name == "max-features" }?.base == .number(500))
  }

  @Test("a value that a search has anyway is tried, whatever it is, in its place")
  func otherBase() throws {
    let space = try space(.orb, only: ["max-features"]) { $0.extraction.maxFeatures = 300 }
    #expect(space.settings.map(\.values) == [[250, 300, 500, 750, 1000].map { .number($0) }])
    #expect(space.settings(of: Configuration()).extraction.maxFeatures == 300)
    #expect(space.settings(of: Configuration(["max-features": .number(750)])).extraction.maxFeatures == 750)
  }

  @Test("where features are there already, only what is done with them is tried")
  func stores() throws {
    let space = try space(.orb, isExtractionFixed: true)
    #expect(space.settings.contains { $0.name == "candidates" })
    #expect(space.settings.allSatisfy { !$0.needsExtraction })
  }

  @Test("a name that is no setting of the extractor is refused with those that are")
  func unknown() throws {
    for name in ["luck", "contrast-threshold", "no-mirror"] {
      let error = try #require(throws: OptionsError.self) { try space(.orb, only: ["levels", name]) }
      #expect(error.field == "TuningOptions.settings" && error.value == name && error.requirement.contains("levels"))
    }
  }

  @Test("what is tried begins with what a search has anyway; all are different, and their settings go together")
  func candidates() throws {
    let space = try space(.orb) { $0.extraction[.cornerThreshold] = 12 }
    let found = space.candidates(400, seed: 3)
    #expect(found.count == 401 && found[0] == Configuration() && Set(found).count == 401)
    #expect(found == space.candidates(400, seed: 3) && found != space.candidates(400, seed: 4))
    for configuration in found {
      let settings = space.settings(of: configuration)
      #expect(throws: Never.self) { try ExtractorRegistry.standard.makeExtractor(settings.extraction) }
      #expect(settings.extraction[.faintCornerThreshold] <= settings.extraction[.cornerThreshold])
      #expect(
        configuration.values.allSatisfy { name, value in
          space.settings.contains { $0.name == name && $0.base != value && $0.values.contains(value) }
        })
    }
    // Every value alone is among them.
    #expect(Set(space.oneAtATime.filter(space.canRun)).isSubset(of: found))
    // So many there aren't.
    #expect(try self.space(.orb, only: ["models"]).candidates(50, seed: 0).count == 3)
  }
}
