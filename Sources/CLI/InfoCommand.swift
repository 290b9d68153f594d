import ArgumentParser
import Storage

extension Facsimile {
  struct Info: ParsableCommand, ExemplaryCommand {
    static let example = "facsimile info features.h5"
    static let configuration = CommandConfiguration(
      abstract: "Say what a feature store holds and how it was made.",
      discussion: "Exit status: 0 done, 1 failed, 64 bad usage.")

    @Argument(help: "Feature store.", completion: .file(extensions: ["h5"]))
    var file: String

    @OptionGroup var printing: JSONArguments

    func run() throws {
      let store = try FeatureStore(path: file)
      try printing.print(
        Result(
          formatVersion: store.formatVersion, toolVersion: store.toolVersion, options: store.options,
          descriptorKind: store.descriptorKind.rawValue, images: store.count, features: store.totalFeatures),
        orText: """
          feature store, format version \(store.formatVersion), written by facsimile \(store.toolVersion)
          images      \(store.count)
          features    \(store.totalFeatures) (\(store.descriptorKind.rawValue))
          options     \(store.options)
          """)
    }

    private struct Result: Encodable {
      let formatVersion: Int
      let toolVersion: String
      let options: String
      let descriptorKind: String
      let images: Int
      let features: Int
    }
  }
}
