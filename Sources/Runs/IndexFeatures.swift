import Features
import Files
import Matcher
import Photos
import Recall
import Storage

/// Builds an index over the features of all references and writes it to a file, with a manifest beside it.
///
/// - Throws: `OptionsError` when a setting is out of range, `FileError` when the output can't be written or is one of the
///   stores, `StoreError` when a store can't be read, `CancellationError`. Nothing is left of the output then.
/// - Complexity: O(descriptors) memory; they are held while the index is built.
public func indexFeatures(
  of references: JoinedFeatures, to output: String, options: FLANNOptions = .init(),
  progress: any ProgressReporter = NoProgress()
) throws -> IndexFile.Header {
  try options.validate()
  // Hours of work are not to end at a folder that was never there.
  try prepareOutputs(of: output, besides: references.files)
  let header = try buildIndex(of: references, to: output, options: options, progress: progress)
  try RunManifest(
    command: "index", extraction: references.options, index: options, inputs: ["images": .init(ids: references.ids)],
    counts: ["images": header.images, "descriptors": header.descriptors]
  ).write(besideOutput: output)
  return header
}
