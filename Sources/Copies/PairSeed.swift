import Files

/// The seed for a pair: it depends on the two names, so that neither the order of work nor other pairs change a result,
/// and on whether the query is mirrored.
func pairSeed(_ queryName: String, _ referenceName: String, _ seed: UInt64, isMirrored: Bool = false) -> UInt64 {
  var hash = FNV1a(seed: seed)
  for name in [queryName, referenceName] {
    hash.add(name.utf8)
    // No byte of UTF-8 is 255: "ab", "c" differs from "a", "bc". Nor is any 254.
    hash.add([255])
  }
  if isMirrored { hash.add([254]) }
  return hash.value
}
