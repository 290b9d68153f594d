import Storage

/// A photo's place in an image pack.
struct PackedPhoto: Sendable, Hashable {
  let pack: ImagePack
  let index: Int

  func bytes() throws(StoreError) -> [UInt8] { try pack.bytes(at: index) }

  static func == (one: PackedPhoto, other: PackedPhoto) -> Bool {
    one.pack === other.pack && one.index == other.index
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(pack))
    hasher.combine(index)
  }
}
