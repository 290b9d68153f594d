import Names
import Photos
import Storage

/// The photos of several files by name, which is their order in the file of one run.
///
/// - Throws: ``InputError`` when two photos have one name.
/// - Complexity: O(photos · log photos) time, O(photos) memory.
func mergedOrder(of files: [(path: String, names: [String])]) throws(InputError) -> [(file: Int, image: Int)] {
  var order: [(file: Int, image: Int)] = []
  order.reserveCapacity(files.reduce(0) { $0 + $1.names.count })
  for (index, file) in files.enumerated() { order += file.names.indices.map { (index, $0) } }
  order.sort { ExactName(files[$0.file].names[$0.image]) < ExactName(files[$1.file].names[$1.image]) }
  let names = order.map { files[$0.file].names[$0.image] }
  if let (first, second) = names.firstRepetition() {
    throw .sameID(id: names[first], first: files[order[first].file].path, second: files[order[second].file].path)
  }
  return order
}
