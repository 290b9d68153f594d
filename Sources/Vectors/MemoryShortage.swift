#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// There isn't the memory that a step takes at once.
public struct MemoryShortage: Error, Sendable, Hashable, CustomStringConvertible {
  /// What it was wanted for: "to whiten vectors of 8000 numbers".
  public let purpose: String
  public let bytes: Int

  public var description: String { "there is not enough memory \(purpose), which takes \(bytes >> 20) MiB" }
}

/// Asks for memory that will be taken piece by piece: an array that finds none ends the program. Between asking and taking, another
/// thread may take it.
///
/// - Parameter purpose: what it is wanted for: "to whiten vectors of 8000 numbers".
/// - Throws: ``MemoryShortage`` where it isn't to be had.
func requireMemory(_ bytes: Int, _ purpose: String) throws(MemoryShortage) {
  // Mapped, as a compiler may leave out an allocation that is given back at once.
  let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
  guard memory != MAP_FAILED else { throw MemoryShortage(purpose: purpose, bytes: bytes) }
  munmap(memory, bytes)
}
