#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file in the making: it is written under a temporary name in its own folder and takes its name when it is whole.
///
/// Whatever happens before ``commit()`` (an error, a cancelled task) leaves the file that was there before untouched
/// and nothing half-written behind. Not to be shared between threads.
package final class PendingFile {
  /// The name the file will have.
  package let path: String
  /// The name to write to.
  package let temporaryPath: String
  private var isPending = true
  /// Open, and locked for as long as the file is in the making, so that others know it from what a killed run left.
  private var descriptor: Int32

  /// Creates the empty temporary file.
  ///
  /// - Throws: ``FileError`` when the folder is missing or can't be written, or `path` is a folder, a device, a link or anything
  ///   else but a file. A link would be replaced by the file, and one such as `/dev/stdout` is the system's.
  package init(for path: String) throws(FileError) {
    self.path = path
    switch FileStamp(path, followsLinks: false)?.kind {
    case nil, .regular?: break
    case .folder?: throw FileError(.write, path, reason: "it is a folder")
    case .link?:
      throw FileError(
        .write, path, reason: "it is a link, which would be replaced, not followed; name what it leads to")
    case .other?: throw FileError(.write, path, reason: "it is there already and no regular file")
    }
    let (folder, name) = Self.split(path)
    guard !name.isEmpty else { throw FileError(.write, path, reason: "it names no file") }
    guard FileStamp(folder) != nil else {
      throw FileError(.write, path, reason: "the folder \(folder) does not exist")
    }
    // A random part: whoever else makes a file of this name, in this process too, makes another one.
    self.temporaryPath = "\(folder)/.\(name).\(String(UInt64.random(in: 0 ... .max), radix: 36)).partial"
    descriptor = open(systemPath(temporaryPath), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      isPending = false
      throw FileError(.write, path)
    }
    // File systems without locks are no reason to refuse.
    flock(descriptor, LOCK_EX | LOCK_NB)
  }

  deinit { discard() }

  /// Adds bytes at the end of the temporary file.
  ///
  /// - Precondition: neither committed nor discarded.
  package func append(_ bytes: some Collection<UInt8>) throws(FileError) {
    precondition(isPending, "\(path) is no longer in the making")
    guard let file = fopen(systemPath(temporaryPath), "ab") else { throw FileError(.write, path) }
    let bytes = Array(bytes)
    let written = fwrite(bytes, 1, bytes.count, file)
    let code = errno
    guard fclose(file) == 0 else { throw FileError(.write, path) }
    guard written == bytes.count else { throw FileError(.write, path, errno: code) }
  }

  /// Gives the file its name, replacing what had it, once its bytes have reached the disk.
  package func commit() throws(FileError) {
    guard fsync(descriptor) == 0, rename(systemPath(temporaryPath), systemPath(path)) == 0 else {
      throw FileError(.write, path)
    }
    isPending = false
    close(descriptor)
  }

  /// Deletes the temporary file; does nothing after ``commit()``.
  package func discard() {
    guard isPending else { return }
    unlink(systemPath(temporaryPath))
    isPending = false
    close(descriptor)
  }

  /// Deletes what killed runs left of files of this name; those that somebody makes now are locked, and stay.
  package static func removeLeftovers(of path: String) {
    let (folder, name) = split(path)
    guard let listing = opendir(systemPath(folder)) else { return }
    defer { closedir(listing) }
    while let entry = readdir(listing) {
      let found = withUnsafeBytes(of: &entry.pointee.d_name) { PathText.text(of: $0.prefix { $0 != 0 }) }
      guard found.hasPrefix(".\(name)."), found.hasSuffix(".partial") else { continue }
      // The random part; the temporary name of a longer name has a dot in it.
      let middle = found.dropFirst(name.count + 2).dropLast(".partial".count)
      if UInt64(middle, radix: 36) != nil { removeUnlocked("\(folder)/\(found)") }
    }
  }

  private static func removeUnlocked(_ path: String) {
    guard let descriptor = try? openForReading(path) else { return }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK { unlink(systemPath(path)) }
  }

  fileprivate static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = String(path[..<slash])
    return (folder.isEmpty ? "/" : folder, String(path[path.index(after: slash)...]))
  }
}

/// Writes a whole file, or none.
package func writeFile(_ bytes: some Collection<UInt8>, to path: String) throws(FileError) {
  let file = try PendingFile(for: path)
  try file.append(bytes)
  try file.commit()
}

/// Deletes a file if it is there.
package func removeFile(_ path: String) {
  unlink(systemPath(path))
}

/// Throws what writing a file of this name would throw at once; for runs that write after hours of work.
///
/// - Parameter inputs: what the run reads: a file that is one of them would be lost, and is refused.
/// - Complexity: O(`inputs`) where the file is there already.
public func checkWritable(_ path: String, besides inputs: some Sequence<String> = []) throws(FileError) {
  var status = stat()
  if stat(systemPath(path), &status) == 0 {
    let identity = FileIdentity(status)
    guard !inputs.contains(where: { FileStamp($0)?.identity == identity }) else {
      throw FileError(.write, path, reason: "it is one of the inputs, which would be lost")
    }
  }
  try PendingFile(for: path).discard()
}

/// Whether two paths are those of one file, be it there or not: then the same name in the same folder.
public func nameOneFile(_ one: String, _ other: String) -> Bool {
  func file(_ path: String) -> FileIdentity? { FileStamp(path)?.identity }
  switch (file(one), file(other)) {
  case (let one?, let other?): return one == other
  case (nil, nil):
    let (one, other) = (PendingFile.split(one), PendingFile.split(other))
    guard let folder = file(one.folder), let otherFolder = file(other.folder) else { return false }
    return folder == otherFolder && one.name.utf8.elementsEqual(other.name.utf8)
  default: return false
  }
}
