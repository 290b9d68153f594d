import ArgumentParser
import Foundation

@main
struct Benchmarks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures ours beside OpenCV's, in turn on the same input, in one process.",
    discussion: "Prints a table and writes the same to .build/bench.json. Run it from the package's folder.")

  enum Suite: String, CaseIterable, ExpressibleByArgument {
    case start, decode, pack, orb, sift, match, homography, estimator, verify, quality, search, scoring, agreement
    case library, recall, effort, flann, index, stores, sizes, before, pages, cases, baselines, many, versions
    case calibration, joint, neighbors, deep, inspect, tune

    /// Whether it only runs where it is named: it takes twenty minutes.
    var isLong: Bool { self == .tune }
  }

  @Argument(help: "Suites to run, by part of their name: \(Suite.allCases.map(\.rawValue).joined(separator: ", ")).")
  var filter: [String] = []

  @Option(
    help: ArgumentHelp(
      "Make the library of 1,000 photos with 100 copies in this new folder, and measure nothing.",
      valueName: "folder"),
    completion: .directory)
  var makeLibrary: String?

  @Option(
    help: ArgumentHelp(
      "Draw a set of pages of invented apps with copies and strangers in this new folder, and measure nothing.",
      valueName: "folder"),
    completion: .directory)
  var makePages: String?

  @Option(
    help: ArgumentHelp(
      "Write what is known of every pair into this folder, for LearnScore, and measure nothing.", valueName: "folder"),
    completion: .directory)
  var writeEvidence: String?

  @Option(
    help: ArgumentHelp("The program that suite before compares ours with.", valueName: "file"), completion: .file())
  var programBefore: String?

  @Option(
    help: ArgumentHelp(
      "OpenCV's samples (samples/data; Debian's opencv-doc), for suite estimator: a painted wall from two sides.",
      valueName: "folder"),
    completion: .directory)
  var openCVSamples: String?

  @Option(help: ArgumentHelp("How many pieces of photos suite many searches among.", valueName: "count"))
  var pieces = 5000

  func validate() throws {
    guard (0...1_000_000).contains(pieces) else {
      throw ValidationError("--pieces is \(pieces), but must be in 0...1000000")
    }
  }

  func run() async throws {
    if let makeLibrary {
      let library = try CopyLibrary.make(from: BenchmarkPhotos.data, into: makeLibrary)
      print("\(library.wholeCount) whole photos, \(library.pieceCount) pieces, \(library.copies.count) copies")
      return
    }
    if let makePages {
      let set = try PageSet.make(from: BenchmarkPhotos.data, into: makePages)
      print("\(set.references) references, \(set.queries) queries")
      return
    }
    if let writeEvidence {
      try await EvidenceFiles.write(into: writeEvidence)
      return
    }
    let suites = Suite.allCases.filter { suite in
      filter.isEmpty ? !suite.isLong : filter.contains { suite.rawValue.contains($0) }
    }
    guard !suites.isEmpty else {
      throw ValidationError(
        "no suite is named like \(filter.joined(separator: ", ")); there are "
          + Suite.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let photos = try BenchmarkPhotos()
    var report = Report(photos: photos.name)
    let machine = report.machine
    print("\(machine.processor), \(machine.cores) cores, \(machine.simd), OpenCV \(machine.openCV)")
    print("photos of \(photos.name)")
    print(Report.header)
    for suite in suites {
      let add = { (figure: Figure) in
        report.figures.append(figure)
        print(Report.row(of: figure))
        fflush(nil)
      }
      switch suite {
      case .start: try StartBenchmarks.run(report: add)
      case .decode: try DecodingBenchmarks.run(photos, report: add)
      case .pack: try await PackBenchmarks.run(photos, report: add)
      case .orb: try await ORBBenchmarks.run(photos, report: add)
      case .sift: try await SIFTBenchmarks.run(photos, report: add)
      case .match: MatchingBenchmarks.run(report: add)
      case .homography: try HomographyBenchmarks.run(photos, report: add)
      case .estimator: try await EstimatorQualityBenchmarks.run(samples: openCVSamples, report: add)
      case .verify:
        try VerificationBenchmarks.run(photos, report: add)
        try await CandidateBenchmarks.run(photos, report: add)
      case .quality: try HomographyQualityBenchmarks.run(report: add)
      case .search: try await QualityBenchmarks.run(photos, report: add)
      case .scoring: try await ScoringBenchmarks.run(photos, report: add)
      case .agreement: try await AgreementBenchmarks.run(report: add)
      case .library: try await LibraryBenchmarks.run(report: add)
      case .recall: try await RecallBenchmarks.run(photos, report: add)
      case .pages:
        try await PageBenchmarks.run(report: add)
        try await TwinBenchmarks.run(photos, report: add)
      case .versions: try await VersionBenchmarks.run(photos, report: add)
      case .cases: try await CaseBenchmarks.run(report: add)
      case .many: try await ManyBenchmarks.run(pieces: pieces, report: add)
      case .calibration: try await CalibrationBenchmarks.run(report: add)
      case .joint: try await JointBenchmarks.run(report: add)
      case .effort: try await EffortBenchmarks.run(report: add)
      case .before: try await BeforeBenchmarks.run(photos, before: programBefore, report: add)
      case .baselines: try await BaselineBenchmarks.run(photos, report: add)
      case .neighbors: try await NeighborBenchmarks.run(report: add)
      case .deep: try await DeepBenchmarks.run(report: add)
      case .inspect: try await InspectionBenchmarks.run(report: add)
      case .sizes: try await SizeBenchmarks.run(photos, report: add)
      case .stores:
        try await StoreBenchmarks.run(photos, threads: SearchedSet.threads, report: add)
      case .flann: try await FLANNBenchmarks.run(photos, report: add)
      case .index: try await LocalIndexBenchmarks.run(report: add)
      case .tune: try await TuningBenchmarks.run(photos, report: add)
      }
    }
    try report.write(to: ".build/bench.json")
    print("written to .build/bench.json")
  }
}
