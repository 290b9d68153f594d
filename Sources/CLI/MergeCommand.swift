import ArgumentParser
import CSV
import Photos
import Runs
import Storage

extension Facsimile {
  struct Merge: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile merge part-1.h5 part-2.h5 -o features.h5"
    static let configuration = CommandConfiguration(
      abstract: "Join the outputs of a run's shards, or stores, into one.",
      discussion: """
        The stores of all shards of an extract (--shard i/n) become what one run over all photos would have written, byte \
        for byte; so do the vectors of an embed, the predictions of a search or a verify, and the pairs of duplicates. Other stores of equal \
        options, and vectors of one model, are joined, too; no two images may have one name. \
        Exit status: 0 done, 1 failed, 3 done, but some photos had been skipped, 64 bad usage.
        """)

    @Argument(help: "Feature stores, vector files, or predictions.", completion: .file())
    var files: [String]

    @Option(name: .shortAndLong, help: ArgumentHelp("File to write.", valueName: "file"))
    var output: String

    @OptionGroup var messages: MessageArguments
    @OptionGroup var printing: JSONArguments

    func run() async throws {
      let vectorCount = files.count { VectorFile.isVectorFile($0) }
      guard vectorCount == 0 || vectorCount == files.count else {
        throw ValidationError("vector files and other files can't be joined")
      }
      let storeCount = vectorCount > 0 ? 0 : files.count { FeatureStore.isFeatureStore($0) }
      guard storeCount == 0 || storeCount == files.count else {
        throw ValidationError("stores and predictions can't be joined")
      }
      let pairCount = vectorCount + storeCount > 0 ? 0 : files.count { isDuplicatePairFile($0) }
      guard pairCount == 0 || pairCount == files.count else {
        throw ValidationError("pairs of duplicates and other files can't be joined")
      }
      try (vectorCount + storeCount > 0 ? OutputKind.hdf5 : .table).check(output)
      if vectorCount > 0 { return try await mergeVectorFiles() }
      if storeCount > 0 { return try await mergeStores() }
      if pairCount > 0 { return try await mergePairs() }
      let report = try await messages.replacing([output]) { try mergePredictions(of: files, to: output) }
      try printing.print(
        Result(output: output, pairs: report.rowCount, skipped: report.failures.unusable.count),
        orText: "\(report.rowCount) pairs in \(name: output)")
      try finish(report.failures, listedIn: report.failureList, withoutManifest: report.withoutManifest)
    }

    private func mergeStores() async throws {
      let report = try await messages.replacing([output]) {
        try await mergeFeatures(of: files, to: output, progress: messages.progress)
      }
      try printing.print(
        Result(
          output: output, images: report.imageCount, features: report.featureCount,
          skipped: report.failures.unusable.count),
        orText: "\(report.featureCount) features of \(report.imageCount) images in \(name: output)")
      try finish(report.failures, listedIn: report.failureList, withoutManifest: report.withoutManifest)
    }

    private func mergeVectorFiles() async throws {
      let report = try await messages.replacing([output]) {
        try mergeVectors(of: files, to: output, progress: messages.progress)
      }
      try printing.print(
        Result(output: output, images: report.imageCount, skipped: report.failures.unusable.count),
        orText: "vectors of \(report.imageCount) images in \(name: output)")
      try finish(report.failures, listedIn: report.failureList, withoutManifest: report.withoutManifest)
    }

    private func mergePairs() async throws {
      let report = try await messages.replacing([output]) { try mergeDuplicates(of: files, to: output) }
      let count = report.groups.count
      try printing.print(
        Result(output: output, groups: count, skipped: report.failures.unusable.count),
        orText: "\(count) \(count == 1 ? "group" : "groups") of copies in \(name: output)")
      try finish(report.failures, listedIn: report.failureList, withoutManifest: report.withoutManifest)
    }

    private func finish(_ failures: [Failure], listedIn list: String?, withoutManifest: [String]) throws {
      if !withoutManifest.isEmpty {
        messages.note(
          "whether shards are missing, photos were skipped or pairs are listed in both directions can't be told: there is no "
            + "manifest beside "
            + withoutManifest.joined(separator: ", "))
      }
      try messages.report(failures, listedIn: list)
    }

    private struct Result: Encodable {
      let output: String
      private(set) var images: Int?
      private(set) var features: Int?
      private(set) var pairs: Int?
      private(set) var groups: Int?
      let skipped: Int
    }
  }
}
