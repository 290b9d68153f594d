/// The attribute `options`: settings of the extraction as JSON.
extension FeatureStore {
  /// The text that ``FeatureStoreWriter`` takes for `options`: equal options give equal text.
  ///
  /// - Throws: `EncodingError` for values that JSON has no word for (infinity, not a number).
  public static func encodeOptions(_ options: some Encodable) throws -> String {
    try StoredOptions.encode(options)
  }

  /// The options that the features were found with.
  ///
  /// - Throws: ``StoreError`` when they are not of that type, or name a setting that the type does not have: features
  ///   of a setting that we don't know must not be compared with ours as if nothing were.
  public func decodeOptions<Options: Codable>(as type: Options.Type) throws(StoreError) -> Options {
    try StoredOptions.decode(options, as: type, path: path)
  }
}
