import Files
import Imaging
import Names
import Storage

/// A photo of a run.
public struct ImageEntry: Sendable, Hashable {
  /// What predictions and stores call it: the file's name without folder and extension, its path (see ``PhotoNaming``), or its
  /// name in a pack.
  public let id: String
  /// Where it is, for messages: the file's path, or the pack's with the id behind it.
  public let path: String
  /// Its place in a pack; nil where it is a file of its own.
  package let packed: PackedPhoto?
  /// Why it can't be read, where that is known without trying.
  let refusal: String?

  /// A photo by itself, which its name tells from others.
  public init(path: String) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    self.init(path: path, id: stem.isEmpty ? name : stem)
  }

  init(path: String, id: String, refusal: String? = nil) {
    self.path = path
    self.id = id
    self.refusal = refusal
    packed = nil
  }

  init(_ packed: PackedPhoto) {
    id = packed.pack.names[packed.index]
    path = packed.pack.path + "/" + id
    self.packed = packed
    refusal = nil
  }
}

/// What was named as input can't be used.
public enum InputError: Error, Sendable, Hashable, CustomStringConvertible {
  case missing(path: String)
  case noImages(path: String)
  case neitherImageNorList(path: String)
  case listInUTF16(path: String)
  case severalFields(path: String, line: Int, separator: String)
  case sameID(id: String, first: String, second: String)
  case noneReadable(path: String, count: Int, firstReason: String)
  case onlySquares(path: String)

  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): no such file or folder"
    case .noImages(let path):
      "\(path): no images in it (\(ImageFormat.names), in folders at any depth)"
    case .neitherImageNorList(let path):
      "\(path): neither a folder, an image, a pack, a feature store, nor a text file that lists images, one path a line"
    case .listInUTF16(let path):
      "\(path): a text in UTF-16, but a list of images must be UTF-8, as most editors write it when asked"
    case .severalFields(let path, let line, let separator):
      "\(path):\(line): \(separator) divide the line, and no line is the path of a file: a list of images has one path a line and "
        + "nothing else"
    case .sameID(let id, let first, let second):
      "\(first) and \(second) would both be called \"\(id)\", but an id must be unique within its set: let ids be paths (--ids) "
        + "where the photos are listed"
    case .noneReadable(let path, let count, let firstReason):
      "\(path): none of its \(count) images could be used; the first: \(firstReason)"
    case .onlySquares(let path):
      "\(path): a pack of resized pixels; the photos themselves are needed, or a pack of them encoded"
    }
  }
}

/// The images that a path stands for, sorted by id: see ``ImageListing``.
public func listImages(at path: String, ids: PhotoNaming = .auto) throws -> [ImageEntry] {
  try ImageListing(at: path, ids: ids).entries
}

/// The images that a path stands for, and what there is to say of them.
public struct ImageListing: Sendable {
  public let path: String
  /// Sorted by id (by Unicode scalars), so that the order never depends on the disk.
  public let entries: [ImageEntry]
  /// How they got their ids; nil for a pack, which has them.
  public let naming: PhotoNaming?
  /// What a user should hear of, a line each: which photos are called by their paths, and what was passed over.
  public let notes: [String]

  /// - Parameters:
  ///   - path: a folder (searched at any depth, each folder and file once, links followed; hidden files are passed over), an image, an
  ///     `ImagePack`, or a text file that lists images, one path a line: relative ones from the list's folder, blank lines and lines
  ///     that begin with # skipped.
  ///   - ids: how the photos of a folder or a list get their ids.
  /// - Throws: ``InputError`` when nothing is there, no image is found or two would have one id; `FileError` when it can't
  ///   be read; `StoreError` for an HDF5 file that is no pack; `CancellationError`.
  /// - Complexity: O(files · log files).
  public init(at path: String, ids: PhotoNaming = .auto) throws {
    guard let kind = FileStamp(path)?.kind else { throw InputError.missing(path: path) }
    var notes: [String] = []
    // What a pipe gives can be read once: a list.
    if kind == .regular, isHDF5File(path) {
      entries = try packedImages(in: path)
      naming = nil
    } else {
      let photos: [UnnamedPhoto]
      if kind == .folder {
        (photos, notes) = try images(below: path)
      } else if kind == .regular, try ImageFormat.detect(contentsOf: path) != nil || hasImageExtension(path) {
        photos = [UnnamedPhoto(path: path, name: path.split(separator: "/").last.map(String.init) ?? path)]
      } else {
        let listed = try PhotoList(path: path).photos(of: path)
        photos = listed.photos
        if listed.repeatedCount > 0 {
          notes.append("\(path): \(listed.repeatedCount) of its lines name photos that lines before have named")
        }
      }
      let named = try NamedPhotos(photos, by: ids)
      if named.ambiguousCount > 0 {
        notes.append(
          "\(path): \(named.ambiguousCount) of \(photos.count) photos are called by their paths, as names without folder and "
            + "extension don't tell them apart")
      }
      entries = named.entries
      naming = ids
      if let (one, other) = firstLookalikes(among: entries.lazy.map(\.id)) {
        notes.append(
          "\(path): names that look alike are those of different photos: \(one.ascii), and \(other.ascii), which Unicode writes "
            + "otherwise")
      }
    }
    guard !entries.isEmpty else { throw InputError.noImages(path: path) }
    self.path = path
    self.notes = notes
  }
}

private func packedImages(in path: String) throws -> [ImageEntry] {
  let pack = try ImagePack(path: path)
  var owners: Set<ExactName> = []
  for name in pack.names where !owners.insert(ExactName(name)).inserted {
    throw InputError.sameID(id: name, first: path, second: path)
  }
  return (0..<pack.count).map { ImageEntry(PackedPhoto(pack: pack, index: $0)) }.sorted {
    ExactName($0.id) < ExactName($1.id)
  }
}

private func hasImageExtension(_ path: String) -> Bool {
  ImageFormat.isNamedLikePicture(path)
}

/// What is named like an image below a folder, or begins like one; and what was passed over, in words.
private func images(below folder: String) throws -> (photos: [UnnamedPhoto], notes: [String]) {
  let walk = try FolderWalk(folder.hasSuffix("/") ? String(folder.dropLast()) : folder)
  var photos: [UnnamedPhoto] = []
  for file in walk.files {
    try Task.checkCancellation()
    var photo = UnnamedPhoto(path: walk.path(of: file.name), name: file.name)
    // What is named like an image and can't be read is to be reported, not passed over.
    switch file.kind {
    case .regular?:
      guard hasImageExtension(file.name) || (try? ImageFormat.detect(contentsOf: photo.path)) != nil else { continue }
    case .folder?: photo.refusal = "the folder: \(file.reason ?? "")"
    case .other?:
      // Reading it may never end.
      guard hasImageExtension(file.name) else { continue }
      photo.refusal = "it is a pipe, a socket or a device, not a file"
    case .link?, nil:
      guard hasImageExtension(file.name) else { continue }
      photo.refusal = "it is a link that leads to no file"
    }
    photos.append(photo)
  }
  let passedOver = [
    (walk.files.count - photos.count, "no images"), (walk.hiddenCount, "hidden"),
    (walk.repeatedLinkCount, "links to what is there under another name"),
  ].filter { $0.0 > 0 }
  guard !passedOver.isEmpty else { return (photos, []) }
  let count = passedOver.reduce(0) { $0 + $1.0 }
  let kinds = passedOver.map { "\($0.1): \($0.0)" }.joined(separator: "; ")
  return (photos, ["\(folder): \(count) \(count == 1 ? "name" : "names") passed over (\(kinds))"])
}
