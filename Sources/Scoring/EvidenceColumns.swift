extension Evidence {
  /// Names of its numbers, for tables: those that are seen in the photos come last. ``pairLogit`` is none of them, as few runs
  /// have it.
  package static let columns =
    [
      "geometry", "distinctive_share", "distinctive_spread", "share_of_query", "share_of_reference", "shared_queries",
      "recurring_count", "unevenness",
    ]
    + appearanceColumns

  /// The last of them.
  package static let appearanceColumns = [
    "agreeing", "contradicting", "region_blocks", "region_contrast", "region_flat_share",
  ]

  /// In the order of ``columns``; without the last of them where the photos were not compared.
  package var numbers: [Double] {
    let seen = appearance.map {
      [$0.agreeing, $0.contradicting, $0.regionBlocks, $0.regionContrast, $0.regionFlatShare]
    }
    return [
      geometry, distinctiveShare, distinctiveSpread, shareOfQuery, shareOfReference, sharedQueries,
      recurringCount, unevenness,
    ] + (seen ?? [])
  }

  /// The reverse of ``numbers``.
  ///
  /// - Precondition: there is one for each column, or for all but those that are seen in the photos.
  package init(numbers: [Double]) {
    let seen = Array(numbers.dropFirst(Self.columns.count - Self.appearanceColumns.count))
    precondition(seen.isEmpty || seen.count == Self.appearanceColumns.count, "\(numbers.count) numbers of evidence")
    self.init(
      geometry: numbers[0], distinctiveShare: numbers[1], distinctiveSpread: numbers[2], shareOfQuery: numbers[3],
      shareOfReference: numbers[4], sharedQueries: numbers[5],
      recurringCount: numbers[6], unevenness: numbers[7],
      appearance: seen.isEmpty
        ? nil
        : AppearanceEvidence(
          agreeing: seen[0], contradicting: seen[1], regionBlocks: seen[2], regionContrast: seen[3],
          regionFlatShare: seen[4]))
  }
}
