import ArgumentParser
import Features
import LocalIndex
import Runs
import Storage
import Vectors

extension Facsimile {
  struct Info: ParsableCommand, ExemplaryCommand {
    static let example = "facsimile info features.h5"
    static let configuration = CommandConfiguration(
      abstract: "Say what a store, pack, vector file or index holds.",
      discussion: "Exit status: 0 done, 1 failed, 64 bad usage.")

    @Argument(help: "Feature store, image pack, vector file or index.", completion: .file())
    var file: String

    @OptionGroup var printing: JSONArguments

    func run() throws {
      if LocalIndex.isLocalIndex(file) {
        try printLocalIndex()
      } else if IndexFile.isIndexFile(file) {
        try printIndex()
      } else if ImagePack.isImagePack(file) {
        try printPack()
      } else if VectorFile.isVectorFile(file) {
        try printVectors()
      } else {
        try printStore()
      }
    }

    private func printStore() throws {
      let store = try FeatureStore(path: file)
      let options = try read(store.options)
      try printing.print(
        StoreResult(
          formatVersion: store.formatVersion, toolVersion: store.toolVersion, options: options,
          descriptorKind: store.descriptorKind, ids: store.naming, images: store.count,
          features: store.totalFeatures),
        orText: """
          feature store, format version \(store.formatVersion), written by facsimile \(name: store.toolVersion)
          images      \(store.count)
          features    \(store.totalFeatures) (\(store.descriptorKind.rawValue))
          options     \(name: options.words)\(store.naming.map { "\nids         \(name: $0)" } ?? "")
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
          image pack, format version \(pack.formatVersion), written by facsimile \(name: pack.toolVersion)
          images      \(pack.count) (\(pack.contents.summary))
          size        \(pack.byteCount) bytes
          photos      sides of \(sides.smallest) to \(sides.largest) pixels
          """)
    }

    private func printVectors() throws {
      let vectors = try VectorFile(path: file)
      try printing.print(
        VectorResult(
          formatVersion: vectors.formatVersion, toolVersion: vectors.toolVersion, model: vectors.model,
          images: vectors.count, dimension: vectors.dimension, views: vectors.views),
        orText: """
          vector file, format version \(vectors.formatVersion), written by facsimile \(name: vectors.toolVersion)
          images      \(vectors.count)
          vectors     \(vectors.dimension) numbers each, by \(name: "\(vectors.model)")
          views       \(name: vectors.views.joined(separator: ", "))
          """)
    }

    private func printLocalIndex() throws {
      let index = try LocalIndex(path: file)
      let options = try SettingTree(index.extraction)
      try printing.print(
        LocalIndexResult(
          toolVersion: index.toolVersion, options: options, descriptorKind: index.codebook.kind, IndexResult(index)),
        orText: """
          index over local features, written by facsimile \(name: index.toolVersion)
          images      \(index.photoCount)\(index.removedCount == 0 ? "" : ", and \(index.removedCount) removed")
          descriptors \(index.descriptorCount) (\(index.codebook.kind.rawValue)) in \(index.segmentCount) segments
          words       \(index.codebook.count)
          options     \(name: options.words)
          size        \(index.byteCount) bytes
          """)
    }

    private func printIndex() throws {
      let index = try IndexFile(path: file)
      let header = index.header
      let result = FLANNResult(
        formatVersion: index.formatVersion, header, options: try read(header.extraction),
        parameters: try read(header.parameters))
      try printing.print(
        result,
        orText: """
          index by \(name: header.library), format version \(index.formatVersion), written by facsimile \
          \(name: header.toolVersion)
          images      \(header.images) (names \(name: header.namesChecksum))
          descriptors \(header.descriptors) (\(header.descriptorKind.rawValue), \(name: header.descriptorsChecksum))
          options     \(name: result.options.words)
          parameters  \(name: result.parameters.words)
          """)
    }

    /// Options that the file keeps as JSON, also those that this version doesn't know.
    private func read(_ text: String) throws -> SettingTree {
      do {
        return try SettingTree(json: text)
      } catch {
        throw NoOptions(path: file, text: text)
      }
    }

    private struct NoOptions: Error, CustomStringConvertible {
      let path: String
      let text: String

      var description: String { "\(path): its options are \(text), but must be JSON" }
    }

    private struct StoreResult: Encodable {
      let kind = FileCheck.Kind.featureStore
      let formatVersion: Int
      let toolVersion: String
      let options: SettingTree
      let descriptorKind: DescriptorKind
      /// How the photos got them.
      let ids: String?
      let images: Int
      let features: Int
    }

    private struct PackResult: Encodable {
      struct Sides: Encodable {
        let smallest: Int
        let largest: Int
      }

      let kind = FileCheck.Kind.imagePack
      let formatVersion: Int
      let toolVersion: String
      let store: ImagePackContents.Store
      let side: Int?
      let images: Int
      let bytes: Int
      /// Of the photos, before they were squashed.
      let photoSides: Sides
    }

    private struct VectorResult: Encodable {
      let kind = FileCheck.Kind.vectorFile
      let formatVersion: Int
      let toolVersion: String
      let model: VectorModel
      let images: Int
      let dimension: Int
      let views: [String]
    }

    private struct LocalIndexResult: Encodable {
      let kind = FileCheck.Kind.localIndex
      let toolVersion: String
      let options: SettingTree
      let descriptorKind: DescriptorKind
      let images: Int
      let removed: Int
      let descriptors: Int
      let words: Int
      let segments: Int
      let bytes: Int

      init(toolVersion: String, options: SettingTree, descriptorKind: DescriptorKind, _ result: IndexResult) {
        self.toolVersion = toolVersion
        self.options = options
        self.descriptorKind = descriptorKind
        (images, removed, descriptors) = (result.images, result.removed, result.descriptors)
        (words, segments, bytes) = (result.words, result.segments, result.bytes)
      }
    }

    private struct FLANNResult: Encodable {
      let kind = FileCheck.Kind.index
      let formatVersion: Int
      let toolVersion: String
      let library: String
      let options: SettingTree
      let parameters: SettingTree
      let descriptorKind: DescriptorKind
      let images: Int
      let descriptors: Int
      let namesChecksum: String
      let descriptorsChecksum: String

      init(formatVersion: Int, _ header: IndexFile.Header, options: SettingTree, parameters: SettingTree) {
        self.formatVersion = formatVersion
        self.options = options
        self.parameters = parameters
        toolVersion = header.toolVersion
        library = header.library
        descriptorKind = header.descriptorKind
        images = header.images
        descriptors = header.descriptors
        namesChecksum = header.namesChecksum
        descriptorsChecksum = header.descriptorsChecksum
      }
    }
  }
}
