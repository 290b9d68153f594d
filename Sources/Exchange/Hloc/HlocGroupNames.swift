/// The groups that a file has so far, by the bytes of their paths, as HDF5 compares them.
struct HlocGroupNames {
  private var leaves: Set<[UInt8]> = []
  private var parents: Set<[UInt8]> = []
  private(set) var count = 0

  /// Notes a name; says why it can't be a group's.
  mutating func refusal(of name: String) -> String? {
    count += 1
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." || $0.contains("\0") }) else {
      return "its name can't be that of an HDF5 group: a part between slashes is empty, . or .."
    }
    let path = Array(name.utf8)
    guard !leaves.contains(path) else { return "its name is there already" }
    let ancestors = parts.indices.dropFirst().map { Array(parts[..<$0].joined(separator: "/").utf8) }
    guard !parents.contains(path), !ancestors.contains(where: leaves.contains) else {
      return "its name is, or leads through, a group that another image has"
    }
    leaves.insert(path)
    parents.formUnion(ancestors)
    return nil
  }
}
