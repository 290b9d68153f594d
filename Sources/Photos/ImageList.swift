import Files
import Foundation
import Imaging
import Storage

/// A photo of a run.
public struct ImageEntry: Sendable, Hashable {
  /// The file's name without folder and extension, or the name in the pack: what predictions and stores call it.
  public let id: String
  /// Where it is, for messages: the file's path, or the pack's with the id behind it.
  public let path: String
  /// Its place in a pack; nil where it is a file of its own.
  package let packed: PackedPhoto?

  public init(path: String) {
    self.path = path
    packed = nil
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    id = stem.isEmpty ? name : stem
  }

  init(_ packed: PackedPhoto) {
    id = packed.pack.names[packed.index]
    path = packed.pack.path + "/" + id
    self.packed = packed
  }
}

/// What was named as input can't be used.
public enum InputError: Error, Sendable, Hashable, CustomStringConvertible {
  case missing(path: String)
  case noImages(path: String)
  case neitherImageNorList(path: String)
  case sameID(id: String, first: String, second: String)
  case noneReadable(path: String, count: Int, firstReason: String)
  case onlySquares(path: String)

  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): no such file or folder"
    case .noImages(let path):
      "\(path): no images in it (JPEG, PNG or WebP, in folders at any depth)"
    case .neitherImageNorList(let path):
      "\(path): neither a folder, an image, a pack, a feature store, nor a text file that lists images, one path a line"
    case .sameID(let id, let first, let second):
      "\(first) and \(second) would both be called \"\(id)\": an image's id is its file name without folder and "
        + "extension, and must be unique within its set"
    case .noneReadable(let path, let count, let firstReason):
      "\(path): none of its \(count) images could be used; the first: \(firstReason)"
    case .onlySquares(let path):
      "\(path): a pack of resized pixels; the photos themselves are needed, or a pack of them encoded"
    }
  }
}

/// The images that a path stands for, sorted by id (by Unicode scalars), so that the order never depends on the disk.
///
/// - Parameter path: a folder (searched at any depth; hidden files, pipes and devices are passed over), an image, an `ImagePack`, or a text
///   file that lists images, one path a line: relative ones from the list's folder, blank lines and lines that begin with
///   # skipped.
/// - Throws: ``InputError`` when nothing is there, no image is found or two would have one id; `FileError` when it can't
///   be read; `StoreError` for an HDF5 file that is no pack.
public func listImages(at path: String) throws -> [ImageEntry] {
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
    throw InputError.missing(path: path)
  }
  if !isFolder.boolValue, isHDF5File(path) {
    let pack = try ImagePack(path: path)
    guard pack.count > 0 else { throw InputError.noImages(path: path) }
    return try sortedByID((0..<pack.count).map { ImageEntry(PackedPhoto(pack: pack, index: $0)) })
  }
  var paths: [String]
  if isFolder.boolValue {
    paths = try imagePaths(below: path)
  } else if try ImageFormat.detect(contentsOf: path) != nil || hasImageExtension(path) {
    paths = [path]
  } else {
    paths = try listedPaths(path)
  }
  guard !paths.isEmpty else { throw InputError.noImages(path: path) }
  return try sortedByID(paths.map(ImageEntry.init))
}

/// The order of ids everywhere: by Unicode scalars, which is that of their UTF-8 bytes.
package func isOrdered(_ one: String, before other: String) -> Bool {
  one.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars)
}

private func sortedByID(_ entries: [ImageEntry]) throws(InputError) -> [ImageEntry] {
  let sorted = entries.sorted { one, other in
    if isOrdered(one.id, before: other.id) { return true }
    return !isOrdered(other.id, before: one.id) && isOrdered(one.path, before: other.path)
  }
  // Equal texts needn't be neighbours: a letter and its accent may be one scalar or two.
  var paths: [String: String] = [:]
  for entry in sorted {
    if let first = paths.updateValue(entry.path, forKey: entry.id) {
      throw .sameID(id: entry.id, first: first, second: entry.path)
    }
  }
  return sorted
}

private func hasImageExtension(_ path: String) -> Bool {
  ImageFormat.isNamedLikePicture(path)
}

/// Files below a folder that are named like images or begin like one.
private func imagePaths(below folder: String) throws -> [String] {
  let root = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
  let names: [String]
  do {
    names = try FileManager.default.contentsOfDirectory(atPath: root.isEmpty ? "/" : root)
  } catch {
    throw FileError(.list, folder, reason: "the folder can't be read")
  }
  var paths: [String] = []
  for name in names where !name.hasPrefix(".") {
    let path = root + "/" + name
    switch FileStamp(path)?.kind {
    case nil:
      // A dangling link that is named like an image is an image that can't be read: to be reported, not passed over.
      if hasImageExtension(name) { paths.append(path) }
    case .folder:
      paths += try imagePaths(below: path)
    case .regular:
      if hasImageExtension(name) || (try? ImageFormat.detect(contentsOf: path)) != nil { paths.append(path) }
    case .other: break
    }
  }
  return paths
}

private func listedPaths(_ list: String) throws -> [String] {
  guard let text = String(validating: try readFile(list), as: UTF8.self), !text.contains("\0") else {
    throw InputError.neitherImageNorList(path: list)
  }
  let folder = list.lastIndex(of: "/").map { String(list[...$0]) } ?? ""
  return text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    .map { $0.hasPrefix("/") ? $0 : folder + $0 }
}
