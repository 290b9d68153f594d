import ArgumentParser
import Storage

extension Facsimile {
  struct Info: ParsableCommand, ExemplaryCommand {
    static let example = "facsimile info features.h5"
    static let configuration = CommandConfiguration(
      abstract: "Say what a feature store, an image pack or an index holds and how it was made.",
      discussion: "Exit status: 0 done, 1 failed, 64 bad usage.")

    @Argument(help: "Feature store, image pack or index.", completion: .file())
    var file: String

    @OptionGroup var printing: JSONArguments

    func run() throws {
      if IndexFile.isIndexFile(file) {
        try printIndex()
      } else if ImagePack.isImagePack(file) {
        try printPack()
      } else {
        try printStore()
      }
    }

    private func printStore() throws {
      let store = try FeatureStore(path: file)
      try printing.print(
        Result(
          formatVersion: store.formatVersion, toolVersion: store.toolVersion, options: store.options,
          descriptorKind: store.descriptorKind.rawValue, ids: store.naming, images: store.count,
          features: store.totalFeatures),
        orText: """
          feature store, format version \(store.formatVersion), written by facsimile \(store.toolVersion)
          images      \(store.count)
          features    \(store.totalFeatures) (\(store.descriptorKind.rawValue))
          options     \(store.options)\(store.naming.map { "\nids         \($0)" } ?? "")
          """)
    }

    private func printPack() throws {
      let pack = try ImagePack(path: file)
      let sizes = (0..<pack.count).map { pack.imageSize(at: $0) }
      let sides = PackResult.Sides(
        smallest: sizes.map { min($0.width, $0.height) }.min() ?? 0, largest: sizes.map(\.longestSide).max() ?? 0)
      try printing.print(
        PackResult(
          formatVersion: pack.formatVersion, toolVersion: pack.toolVersion, store: pack.contents.store,
          side: pack.contents.side, images: pack.count, bytes: pack.byteCount, photoSides: sides),
        orText: """
          image pack, format version \(pack.formatVersion), written by facsimile \(pack.toolVersion)
          images      \(pack.count) (\(pack.contents.summary))
          size        \(pack.byteCount) bytes
          photos      sides of \(sides.smallest) to \(sides.largest) pixels
          """)
    }

    private func printIndex() throws {
      let index = try IndexFile(path: file)
      let header = index.header
      try printing.print(
        IndexResult(formatVersion: index.formatVersion, header: header, bytes: index.payload.count),
        orText: """
          index by \(header.library), format version \(index.formatVersion), written by facsimile \(header.toolVersion)
          images      \(header.images) (names \(header.namesChecksum))
          descriptors \(header.descriptors) (\(header.descriptorKind.rawValue), \(header.descriptorsChecksum))
          options     \(header.extraction)
          parameters  \(header.parameters)
          size        \(index.payload.count) bytes
          """)
    }

    private struct PackResult: Encodable {
      struct Sides: Encodable {
        let smallest: Int
        let largest: Int
      }

      let formatVersion: Int
      let toolVersion: String
      let store: ImagePackContents.Store
      let side: Int?
      let images: Int
      let bytes: Int
      /// Of the photos, before they were squashed.
      let photoSides: Sides
    }

    private struct IndexResult: Encodable {
      let formatVersion: Int
      let header: IndexFile.Header
      let bytes: Int
    }

    private struct Result: Encodable {
      let formatVersion: Int
      let toolVersion: String
      let options: String
      let descriptorKind: String
      /// How the photos got them.
      let ids: String?
      let images: Int
      let features: Int
    }
  }
}
