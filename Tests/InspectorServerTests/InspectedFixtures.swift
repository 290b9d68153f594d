import CSV
import Evaluation
import Features
import Inspection
import Photos
import Runs
import TestSupport

/// The fixtures' queries searched among their references, as an analyst looks at them.
///
/// - Parameter labels: file of labels.
func inspectedFixtures(labels: String) async throws -> InspectedRun {
  var options = ExtractionOptions()
  options.maxFeatures = 200
  let extraction = try Extraction(options, threads: 2)
  func photos(_ set: String) throws -> any FeatureSource {
    try PhotoSet(path: Photos.fixtures + "/" + set).features(by: extraction)
  }
  let run = try CopyRun(queries: photos("queries"), references: photos("references"), recall: .votes)
  let folder = TemporaryFolder()
  _ = try await run.write(to: folder.file("p.csv"), as: "search")
  let predictions = try readPredictions(folder.file("p.csv"))
  let truth = try readGroundTruth(Photos.fixtures + "/ground_truth.csv")
  let table = try PairTable(predictions, truth: truth)
  return InspectedRun(
    InspectedRun.Facts(
      predictions: "predictions.csv", queries: "queries", references: ["references"], queryCount: run.queries.count,
      referenceCount: run.references.count, truth: "ground_truth.csv", user: "ann"),
    table: table,
    stories: PairStories(table: table, explainer: try await PairExplainer(run), extraction: options),
    pictures: PhotoPictures(queries: run.queries, references: run.references),
    labels: try LabelBook(path: labels, predictionsChecksum: "crc32 00000000", by: "ann"))
}
