import Files

/// The seed for a pair: it depends on the two names, so that neither the order of work nor other pairs change a result,
/// and on whether the query is mirrored.
func pairSeed(_ queryName: String, _ referenceName: String, _ seed: UInt64, isMirrored: Bool = false) -> UInt64 {
  var hash = FNV1a(seed: seed)
  hash.add(name: queryName)
  hash.add(name: referenceName)
  // No name holds such a byte.
  if isMirrored { hash.add([254]) }
  return hash.value
}
