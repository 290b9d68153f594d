import Files

/// What there is below a folder, at any depth: each folder and each file once.
///
/// What lies there itself comes first; links are followed after that, in the order of their paths, where they lead to a folder or
/// a file that hasn't been reached yet. So a photo is called by its own place, wherever links to it lie, and a folder that links
/// to itself has an end. Two hard links are two files: neither is more the file than the other. Names that begin with a dot are
/// passed over.
struct FolderWalk {
  struct File {
    /// Below the folder.
    let name: String
    /// What it is, or a link to it; nil where a link leads nowhere.
    let kind: FileStamp.Kind?
    /// Why a folder can't be read.
    var reason: String?
  }

  /// Of any kind; among them folders that can't be read.
  private(set) var files: [File] = []
  private(set) var hiddenCount = 0
  /// Links to what is there under another name.
  private(set) var repeatedLinkCount = 0

  private let root: String
  private var folders: Set<FileIdentity> = []
  /// Files that are listed, and those of them by a link of their own.
  private var listed: Set<FileIdentity> = []
  private var linked: Set<FileIdentity> = []
  private var links: [String] = []

  /// - Parameter root: a folder's path without a slash at the end, or "" for that of the system.
  /// - Throws: `FileError` when the folder itself can't be read, `CancellationError`.
  /// - Complexity: O(files · log files).
  init(_ root: String) throws {
    self.root = root
    if let stamp = FileStamp(root + "/") { folders.insert(stamp.identity) }
    try walk(names: try listFolder(root + "/"), in: "")
    var next = 0
    while next < links.count {
      try follow(links[next])
      next += 1
    }
  }

  func path(of name: String) -> String { root + "/" + name }

  private mutating func walk(names: [String], in folder: String) throws {
    var pending = Array(names.map { folder + $0 }.reversed())
    while let name = pending.popLast() {
      try Task.checkCancellation()
      guard !isHidden(name) else {
        hiddenCount += 1
        continue
      }
      // What is gone since the folder was read is no part of it.
      guard let stamp = FileStamp(path(of: name), followsLinks: false) else { continue }
      switch stamp.kind {
      case .folder: if let inside = enter(name, stamp) { pending += inside.reversed() }
      case .link: links.append(name)
      case .regular, .other:
        // In a folder that a link led to, there may be what a link has led to before.
        guard !linked.contains(stamp.identity) else {
          repeatedLinkCount += 1
          continue
        }
        listed.insert(stamp.identity)
        files.append(File(name: name, kind: stamp.kind))
      }
    }
  }

  private mutating func follow(_ link: String) throws {
    try Task.checkCancellation()
    guard let stamp = FileStamp(path(of: link)) else {
      files.append(File(name: link, kind: nil))
      return
    }
    if stamp.kind == .folder {
      guard !folders.contains(stamp.identity) else {
        repeatedLinkCount += 1
        return
      }
      if let inside = enter(link, stamp) { try walk(names: inside, in: "") }
    } else if listed.insert(stamp.identity).inserted {
      linked.insert(stamp.identity)
      files.append(File(name: link, kind: stamp.kind))
    } else {
      repeatedLinkCount += 1
    }
  }

  /// The names of what is in a folder; nil where it was there before or can't be read.
  private mutating func enter(_ name: String, _ stamp: FileStamp) -> [String]? {
    guard folders.insert(stamp.identity).inserted else { return nil }
    do throws(FileError) {
      return try listFolder(path(of: name)).map { "\(name)/\($0)" }
    } catch {
      files.append(File(name: name, kind: .folder, reason: error.reason))
      return nil
    }
  }

  private func isHidden(_ name: String) -> Bool {
    name.utf8[(name.utf8.lastIndex(of: UInt8(ascii: "/")).map { name.utf8.index(after: $0) } ?? name.startIndex)...]
      .first
      == UInt8(ascii: ".")
  }
}
