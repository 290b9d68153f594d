import Foundation

/// A folder of a process in which readers are given anything.
package struct ScratchFolder {
  package let path: String

  /// - Parameter index: an index over local features, a copy of which files are exchanged in; nil for none.
  package init(index: String?) throws {
    path = FileManager.default.temporaryDirectory.path + "/facsimile-fuzz-\(getpid())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    if let index { try FileManager.default.copyItem(atPath: index, toPath: path + "/index") }
  }

  /// - Returns: the path.
  func write(_ bytes: [UInt8], to name: String) -> String {
    let file = "\(path)/\(name)"
    guard FileManager.default.createFile(atPath: file, contents: Data(bytes)) else { fatalError("can't write \(file)") }
    return file
  }

  func remove(_ name: String) { try? FileManager.default.removeItem(atPath: "\(path)/\(name)") }
}
