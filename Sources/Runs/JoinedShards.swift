import Names
import Photos

/// Why the outputs of several runs can't be joined.
public enum MergeError: Error, Sendable, Hashable, CustomStringConvertible {
  case otherInput(path: String, first: String)
  case noneReadable(paths: [String], count: Int, firstReason: String)
  case tooFew(count: Int, paths: [String])
  case missingShards(missing: [String], paths: [String])
  case sameShard(String, first: String, second: String)
  case otherRun(path: String, first: String)
  case noShards(path: String)
  case noEvidence(path: String, of: String)
  case otherEvidence(path: String, of: String)
  case noVerification(path: String)

  public var description: String {
    switch self {
    case .otherInput(let path, let first):
      "\(path) and \(first) are shards of different sets of photos, or by different numbers, say their manifests"
    case .noneReadable(let paths, let count, let firstReason):
      "\(paths.joined(separator: ", ")): none of the \(count) images of all shards could be used; the first: \(firstReason)"
    case .tooFew(let count, let paths):
      "\(paths.joined(separator: ", ")): only \(paths.count) of \(count) shards, say their manifests"
    case .missingShards(let missing, let paths):
      "\(paths.joined(separator: ", ")): \(missing.count == 1 ? "shard" : "shards") \(missing.joined(separator: ", ")) "
        + "\(missing.count == 1 ? "is" : "are") missing, say their manifests"
    case .sameShard(let shard, let first, let second):
      "\(first) and \(second) are both shard \(shard), say their manifests"
    case .otherRun(let path, let first):
      "\(path) and \(first) are of runs that differ in their photos, options or number of shards, say their manifests"
    case .noShards(let path):
      "\(path) is no shard of a run, says its manifest"
    case .noEvidence(let path, let predictions):
      "\(path) is missing, which the shard wrote beside \(predictions) for what its queries have in common with those of other "
        + "shards: put it there, or run all shards with --no-hubs"
    case .otherEvidence(let path, let predictions):
      "\(path) is not the file that was written with \(predictions), says its manifest: put that there, or run all shards with "
        + "--no-hubs"
    case .noVerification(let path):
      "\(path) tells what queries of several shards have in common, but none of the manifests is there that tell how they were "
        + "judged: put one beside its predictions, or delete it to join the scores as they are"
    }
  }
}

/// The shards that the outputs of several runs are; nil where not all of them are shards, as far as is known.
///
/// - Throws: ``MergeError`` where it is known that there are too few.
func joinedShards(_ known: [RunManifest?], of paths: [String]) throws(MergeError) -> [Shard]? {
  let shards = known.compactMap { manifest in manifest.flatMap { $0.shard.flatMap { try? Shard(parsing: $0) } } }
  if shards.count == paths.count { return shards }
  if let shard = shards.first, paths.count < shard.count { throw .tooFew(count: shard.count, paths: paths) }
  return nil
}

/// - Throws: ``MergeError`` where a shard is missing or there twice.
/// - Precondition: there is one for each path, and all are of one number of shards.
func requireAll(_ shards: [Shard], of paths: [String]) throws(MergeError) {
  let count = shards[0].count
  // A manifest can tell of any number: more than this many are not counted up.
  guard count <= 1_000_000 else { throw .tooFew(count: count, paths: paths) }
  let numbers = Set(shards.map(\.number))
  let missing = (1...count).filter { !numbers.contains($0) }
  guard missing.isEmpty else {
    throw .missingShards(missing: missing.map { "\($0)/\(count)" }, paths: paths)
  }
  var owners: [Int: String] = [:]
  for (path, shard) in zip(paths, shards) {
    if let first = owners.updateValue(path, forKey: shard.number) {
      throw .sameShard(shard.description, first: first, second: path)
    }
  }
}

/// What the manifests beside files with photos tell of all of them: the photos whose shards they are, nil where not all are shards as
/// far as is known, and the failures, in the order of one run.
///
/// - Throws: ``MergeError`` where shards are missing, there twice or of different photos, and where one run would have refused them,
///   as none of its photos can be used.
func joinedPhotos(
  of paths: [String], _ known: [RunManifest?]
) throws(MergeError) -> (input: RunManifest.Input?, failures: [Failure]) {
  let failures = sortedByPhoto(known.flatMap { $0?.failures ?? [] })
  guard let shards = try joinedShards(known, of: paths) else { return (nil, failures) }
  let input = known[0]?.inputs["images"]
  for (path, (manifest, shard)) in zip(paths, zip(known, shards)) {
    guard manifest?.inputs["images"] == input, shard.count == shards[0].count else {
      throw .otherInput(path: path, first: paths[0])
    }
  }
  try requireAll(shards, of: paths)
  let unusable = failures.unusable
  if let input, let first = unusable.first, unusable.count == input.count {
    throw .noneReadable(paths: paths, count: input.count, firstReason: first.description)
  }
  return (input, failures)
}

/// The failures of shards in the order in which one run lists them: by the photos' ids.
func sortedByPhoto(_ failures: [Failure]) -> [Failure] {
  let keyed = failures.enumerated().map {
    (id: ExactName($1.id ?? ImageEntry(path: $1.input).id), offset: $0, failure: $1)
  }
  return keyed.sorted { ($0.id, $0.offset) < ($1.id, $1.offset) }.map(\.failure)
}
