import Storage

/// A photo's place in an image pack.
package struct PackedPhoto: Sendable, Hashable {
  package let pack: ImagePack
  package let index: Int

  func bytes() throws(StoreError) -> [UInt8] { try pack.bytes(at: index) }

  package static func == (one: PackedPhoto, other: PackedPhoto) -> Bool {
    one.pack === other.pack && one.index == other.index
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(pack))
    hasher.combine(index)
  }
}
