// swift-tools-version: 6.2
// An application: it depends on Facsimile as others do, by its products, and needs no unsafe flags.

import PackageDescription

let package = Package(
  name: "consumer",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "facsimile", path: "../..")],
  targets: [
    .executableTarget(name: "FindCopies", dependencies: [.product(name: "Facsimile", package: "facsimile")]),
    .testTarget(
      name: "FindCopiesTests", dependencies: ["FindCopies", .product(name: "Facsimile", package: "facsimile")]),
  ],
  swiftLanguageModes: [.v6]
)
