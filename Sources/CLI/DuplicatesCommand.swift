import ArgumentParser
import Copies
import Files
import Inspection
import Photos
import Runs

extension Facsimile {
  struct Duplicates: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile duplicates photos/ -o groups.csv --html gallery/"
    static let configuration = CommandConfiguration(
      abstract: "Find the copies within one set of photos, and group them.",
      discussion: """
        Every photo is compared with the set; photos that are linked by pairs with the least score or more are a \
        group. Writes group,id,path,width,height,bytes,score,is_best,link_id,link_score. Nothing is ever deleted: \
        docs/duplicates.md shows how to act on the list. \
        Exit status: 0 done, 1 failed, 3 photos skipped, 64 bad usage.
        """)

    @Argument(help: "Folders, lists of images, packs, or feature stores.", completion: .file())
    var images: [String]

    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(
        "New photos: only these are compared, with all.", valueName: "path"), completion: .file())
    var add: [String] = []

    @Option(name: .shortAndLong, help: ArgumentHelp("Groups to write (CSV).", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("Write pages with the groups' pictures, too.", valueName: "folder"))
    var html: String?

    @Option(help: ArgumentHelp("Photos to verify for each photo.", valueName: "n", visibility: .hidden))
    var candidates = CopyRunOptions().candidates

    // A page of help is full.
    @Option(help: NamingArguments.help(.hidden)) var ids = PhotoNaming.auto

    @Flag(help: "Go on with what a stopped run left in OUTPUT.partial.")
    var resume = false

    @OptionGroup(title: "Features") var extraction: ExtractionArguments
    @OptionGroup(title: "Verification") var verification: VerificationArguments
    @OptionGroup var run: RunArguments
    @OptionGroup var printing: JSONArguments

    func run() async throws {
      try OutputKind.table.check(output)
      if let html { try DuplicateGallery.checkWritable(to: html) }
      let sets = try (images + add).map { try PhotoSet(path: $0, ids: ids) }
      let features = try extraction.options(for: sets)
      let extraction = try Extraction(
        features, extractors: extractors, decoding: extraction.decoding, threads: run.threads)
      for text in sets.flatMap(\.notes) { run.messages.note(text) }
      let given = try sets.map { try $0.features(by: extraction) }
      // A folder that has grown holds the photos of its store, too: no photo is a copy of itself.
      let sources = eachFileOnce(given)
      for (set, rest) in zip(given, sources) where rest.count < set.count {
        run.messages.note("\(set.path): \(set.count - rest.count) photos are passed over, as they were named before")
      }
      let photos = try JoinedFeatures(sources)
      let oldCount = sources.prefix(images.count).reduce(0) { $0 + $1.count }
      var copyRun = CopyRun(within: photos, asked: add.isEmpty ? nil : oldCount..<photos.count)
      copyRun.options.judge = verification.options(features, minScore: CopyRun.leastDuplicateScore)
      copyRun.options.candidates = candidates
      copyRun.options.threads = run.threads
      if verification.mirror, !photos.canMirror { run.messages.reportNotMirrored(photos.path) }
      let report = try await run.messages.replacing([output]) {
        try await resumable(output: output) {
          try await copyRun.writeDuplicates(to: output, isResuming: resume, progress: run.messages.progress)
        }
      }
      if let html {
        try await DuplicateGallery(of: report.groups, in: photos, decoding: extraction.decoding)
          .write(to: html, threads: run.threads, progress: run.messages.progress)
      }
      let result = try DuplicatesResult(report, of: copyRun, output: output, gallery: html)
      try printing.print(result, orText: result.text)
      try run.messages.report(report.failures, listedIn: report.failureList)
    }
  }
}
