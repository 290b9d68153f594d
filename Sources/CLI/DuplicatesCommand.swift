import ArgumentParser
import Copies
import Files
import Foundation
import Inspection
import Photos
import Runs

extension Facsimile {
  struct Duplicates: AsyncParsableCommand, ExemplaryCommand, OptionsFileCommand {
    static let example = "facsimile duplicates photos/ -o groups.csv --html gallery/"
    static let configuration = CommandConfiguration(
      abstract: "Find the copies within a set of photos and group them.",
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

    @Option(
      help: ArgumentHelp(
        "Photos to verify for each photo; among over 1,000, more.", valueName: "n", visibility: .hidden))
    var candidates = CopyRunOptions().candidates

    // A page of help is full.
    @Option(help: NamingArguments.help(.hidden)) var ids = PhotoNaming.auto

    @OptionGroup var part: ResumableArguments

    @OptionGroup(title: "Features") var extraction: ExtractionArguments
    @OptionGroup(title: "Verification") var verification: VerificationArguments
    @OptionGroup var effort: EffortArguments
    @OptionGroup var run: RunArguments
    @OptionGroup var printing: JSONArguments

    var optionsFile: String? { extraction.optionsFile }
    var outputs: [String] { [output] }

    func validate() throws {
      guard part.shard == nil || html == nil else {
        throw ValidationError("--html needs the groups of all shards, but --shard is given")
      }
    }

    func run() async throws {
      try OutputKind.table.check(output)
      if let html { try checkGallery(html) }
      let sets = try (images + add).map { try PhotoSet(path: $0, ids: ids) }
      let features = try extraction.options(for: sets)
      let extraction = try Extraction(
        features, extractors: extractors, decoding: extraction.decoding, threads: run.threads)
      for text in sets.flatMap(\.notes) { run.messages.note(text) }
      let given = try sets.map { try $0.features(by: extraction) }
      // A folder that has grown holds the photos of its store, too: no photo is a copy of itself.
      let sources = eachFileOnce(given)
      for (set, rest) in zip(given, sources) where rest.count < set.count {
        let count = set.count - rest.count
        run.messages.note(
          "\(set.path): \(count) \(count == 1 ? "photo is" : "photos are") passed over, as a set before has the same file"
        )
      }
      if given.count > 1 { for set in given { noteMoved(set) } }
      let photos = try JoinedFeatures(sources)
      let oldCount = sources.prefix(images.count).reduce(0) { $0 + $1.count }
      var copyRun = CopyRun(
        within: photos, asked: add.isEmpty ? nil : oldCount..<photos.count, shard: part.shard)
      copyRun.options.judge = verification.options(features, minScore: JudgeOptions.reliableScore)
      copyRun.options.candidates = candidates
      copyRun.options.effort = effort.effort
      copyRun.options.threads = run.threads
      for set in add.isEmpty ? sources[...] : sources.suffix(add.count)
      where verification.mirror && set.count > 0 && !set.canMirror { run.messages.reportNotMirrored(set.path) }
      for set in add.isEmpty ? sources[...] : sources.suffix(add.count) {
        effort.note(on: set, called: set.path, run.messages)
      }
      let report = try await run.messages.replacing([output]) {
        try await resumable(output: output) {
          try await copyRun.writeDuplicates(to: output, isResuming: part.resume, progress: run.messages.progress)
        }
      }
      let result = try DuplicatesResult(report, of: copyRun, output: output, gallery: html)
      let text =
        part.shard.map {
          "\(report.pairCount) pairs of \(report.searchedCount) photos, shard \($0), in \(name: output)"
        } ?? result.text
      try printing.print(result, orText: text + effort.line(on: report.closer))
      if let html {
        do {
          try await DuplicateGallery(of: report.groups, in: photos, decoding: extraction.decoding)
            .write(to: html, threads: run.threads, progress: run.messages.progress)
        } catch {
          throw UnfinishedPages(output: output, folder: html, reason: error)
        }
      }
      try run.messages.report(report.failures, listedIn: report.failureList)
    }

    /// - Throws: what ``DuplicateGallery/prepare(_:)`` does, `ValidationError` where the pages' pictures would be photos of the set
    ///   the next time, or the folder is the output.
    private func checkGallery(_ folder: String) throws {
      func whole(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
      }
      let place = whole(folder)
      guard folder.isEmpty || place != whole(output) else {
        throw ValidationError("--html and --output are both \(folder)")
      }
      for path in images + add where FileStamp(path)?.kind == .folder {
        let images = whole(path)
        guard folder.isEmpty || (place != images && !place.hasPrefix(images + "/")) else {
          throw ValidationError(
            "--html is \(folder), but must not lie in \(path): its pictures would be taken for photos")
        }
      }
      try DuplicateGallery.prepare(folder)
    }

    /// Says that a store's photos are nowhere, as seen from here: whether another set has them, too, can't be told then.
    private func noteMoved(_ set: any FeatureSource) {
      guard set.count > 0, set.ids.indices.allSatisfy({ FileStamp(set.file(of: $0).path) == nil }) else { return }
      run.messages.note(
        "\(set.path): none of its photos is where it was when it was made, as seen from this folder, so that photos that are in "
          + "another set, too, are taken for copies of themselves")
    }
  }

  /// The groups are written, their pages are not.
  private struct UnfinishedPages: Error, CustomStringConvertible {
    let output: String
    let folder: String
    let reason: any Error

    var description: String {
      let reason = reason is CancellationError ? "interrupted" : "\(reason)"
      return "\(output) is whole, but the pages in \(folder) are not: \(reason)"
    }
  }
}
