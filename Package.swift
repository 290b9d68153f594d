// swift-tools-version: 6.2

import Foundation
import PackageDescription

// One folder = one target = one concept. What a target may import is said here and nowhere else: `make lint` refuses other
// imports and unused declarations; docs/conventions.md says what each target holds.

/// Set by `make lint` and `.ci/run`: a warning in our own code stops the build. Never set for applications that import
/// the package, which SwiftPM would refuse because of the unsafe flags.
let warningsAreErrors = ProcessInfo.processInfo.environment["FACSIMILE_WARNINGS_AS_ERRORS"] == "1"

let swiftSettings: [SwiftSetting] = warningsAreErrors ? [.unsafeFlags(["-warnings-as-errors"])] : []
let cSettings: [CSetting] = warningsAreErrors ? [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])] : []
let cxxSettings: [CXXSetting] = warningsAreErrors ? [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])] : []

#if os(macOS)
  let hdf5PkgConfig = "hdf5"
#else
  let hdf5PkgConfig = "hdf5-serial"
#endif

/// OpenCV's headers lie in a folder of their own, and its pkg-config file would link all 55 of its libraries: 285 ms a
/// start. Hence this flag, which keeps `OpenCVExtractors` from being a product of the package.
let openCVHeaders =
  ["/usr/include/opencv4", "/opt/homebrew/include/opencv4", "/usr/local/include/opencv4"]
  .first { FileManager.default.fileExists(atPath: $0) } ?? "/usr/include/opencv4"
let openCVSettings: [CXXSetting] = cxxSettings + [.unsafeFlags(["-isystem", openCVHeaders])]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
    swiftSettings: swiftSettings)
}

let package = Package(
  name: "facsimile",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "facsimile", targets: ["CLI"]),
    // What an application imports; the others are its parts.
    .library(name: "Facsimile", targets: ["Facsimile"]),
    .library(name: "Options", targets: ["Options"]),
    .library(name: "Names", targets: ["Names"]),
    .library(name: "Files", targets: ["Files"]),
    .library(name: "Imaging", targets: ["Imaging"]),
    .library(name: "Pyramid", targets: ["Pyramid"]),
    .library(name: "Features", targets: ["Features"]),
    .library(name: "Geometry", targets: ["Geometry"]),
    .library(name: "Scoring", targets: ["Scoring"]),
    .library(name: "Appearance", targets: ["Appearance"]),
    .library(name: "Vectors", targets: ["Vectors"]),
    .library(name: "GlobalDescriptors", targets: ["GlobalDescriptors"]),
    .library(name: "Matcher", targets: ["Matcher"]),
    .library(name: "Storage", targets: ["Storage"]),
    .library(name: "Evaluation", targets: ["Evaluation"]),
    .library(name: "CSV", targets: ["CSV"]),
    .library(name: "Labels", targets: ["Labels"]),
    .library(name: "Photos", targets: ["Photos"]),
    .library(name: "Recall", targets: ["Recall"]),
    .library(name: "LocalIndex", targets: ["LocalIndex"]),
    .library(name: "Copies", targets: ["Copies"]),
    .library(name: "Runs", targets: ["Runs"]),
    .library(name: "Exchange", targets: ["Exchange"]),
    .library(name: "Inspection", targets: ["Inspection"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    // Shims to C and C++ libraries, and our kernels.
    // libtiff and libheif are not linked: it loads them when first needed.
    .target(
      name: "CCodecs", cSettings: cSettings,
      linkerSettings: ["jpeg", "png", "webp", "webpdemux", "gif"].map { .linkedLibrary($0) }),
    // ONNX Runtime is not linked: it is loaded when a model is first needed.
    .target(name: "CONNXRuntime", cSettings: cSettings),
    .systemLibrary(
      name: "CHDF5", pkgConfig: hdf5PkgConfig, providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
    .systemLibrary(name: "CDeflate", providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    .target(
      name: "CKernels",
      cxxSettings: cxxSettings + [
        .headerSearchPath("."), .define("HWY_SHARED_DEFINE"), .define("HWY_WANT_AVX3_DL"),
      ],
      linkerSettings: [.linkedLibrary("hwy")]),
    .target(
      name: "COpenCV", cxxSettings: openCVSettings,
      linkerSettings: ["core", "imgproc", "features2d", "calib3d", "flann"].map { .linkedLibrary("opencv_\($0)") }),
    // FLANN is headers only; they compress by LZ4. Its pkg-config file would drag MPI in.
    .target(name: "CFLANN", cxxSettings: cxxSettings, linkerSettings: [.linkedLibrary("lz4")]),
    // OpenCV's decoders cost 65 ms a start, so they are apart from COpenCV and never part of `facsimile`.
    .target(
      name: "COpenCVCodecs", cxxSettings: openCVSettings,
      linkerSettings: ["core", "imgcodecs"].map { .linkedLibrary("opencv_\($0)") }),

    // What an application may import.
    library("Options"),
    library("Files", ["CDeflate"]),
    library("Names"),
    library("Locks"),
    library("Evaluation", ["Names"]),
    library("CSV", ["Names", "Files", "Evaluation"]),
    library("Labels", ["Names", "Files", "Evaluation"]),
    library("Imaging", ["Options", "Files", "CCodecs"]),
    library("Pyramid", ["Options", "Imaging", "CKernels"]),
    library("Features", ["Options", "Locks", "Imaging", "Pyramid", "CKernels"]),
    library("Geometry", ["Options"]),
    library("Scoring"),
    library("Appearance", ["Imaging", "Pyramid", "Geometry", "Scoring"]),
    library("Matcher", ["Names", "Options", "Features", "Geometry", "Scoring", "Appearance", "CKernels", "CFLANN"]),
    library("Vectors", ["Names", "Options", "CKernels"]),
    library("GlobalDescriptors", ["Options", "Imaging", "Pyramid", "Vectors"]),
    library("HDF5", ["Files", "CHDF5"]),
    library("Storage", ["Options", "Files", "HDF5", "Features", "Vectors", "Imaging"]),
    library("Photos", ["Names", "Options", "Locks", "Files", "Imaging", "Features", "Storage"]),
    library("Recall", ["Names", "Files", "CSV", "Evaluation", "Features", "Matcher", "Storage", "Photos"]),
    library(
      "LocalIndex",
      ["Names", "Files", "Features", "Geometry", "Matcher", "Storage", "Photos", "Recall", "CKernels"]),
    library(
      "Copies",
      [
        "Options", "Locks", "Files", "Imaging", "Pyramid", "Features", "Geometry", "Appearance", "Matcher", "Vectors",
        "Photos", "Recall",
      ]),
    library(
      "Runs",
      [
        "Names", "Options", "Files", "CSV", "Evaluation", "Imaging", "Pyramid", "Features", "Scoring", "Appearance",
        "Matcher",
        "Vectors", "GlobalDescriptors", "Storage", "Photos", "Recall", "LocalIndex", "Copies",
      ]),
    library(
      "Tuning",
      ["Names", "Options", "Files", "Evaluation", "Imaging", "Features", "Geometry", "Photos", "Runs"]),
    library(
      "Exchange",
      [
        "Names", "Options", "Files", "CSV", "HDF5", "Storage", "Imaging", "Features", "Geometry", "Matcher", "Vectors",
        "Photos",
        "Recall", "Copies", "Runs", "CSQLite",
      ]),
    library(
      "Inspection",
      [
        "Names", "Locks", "Files", "CSV", "Evaluation", "Labels", "Imaging", "Pyramid", "Features", "Geometry",
        "Scoring",
        "Appearance", "Matcher", "Photos", "Copies", "Runs",
      ]),
    library(
      "Facsimile",
      [
        "Names", "Options", "CSV", "Evaluation", "Imaging", "Features", "Geometry", "Matcher", "Storage", "Photos",
        "Recall",
        "Copies", "Runs",
      ]),

    // The program.
    library("OpenCVExtractors", ["Options", "Imaging", "Features", "COpenCV"]),
    library(
      "DeepExtractors",
      [
        "Locks", "Files", "Imaging", "Pyramid", "Vectors", "GlobalDescriptors", "Copies", "CONNXRuntime", "COpenCV",
      ]),
    .target(
      name: "InspectorServer",
      dependencies: [
        "Files", "Labels", "Photos", "Copies", "Runs", "Storage", "Inspection",
        .product(name: "FlyingFox", package: "FlyingFox"), .product(name: "FlyingSocks", package: "FlyingFox"),
      ],
      resources: [.embedInCode("Client")], swiftSettings: swiftSettings),
    .executableTarget(
      name: "CLI",
      dependencies: [
        "Names", "Options", "Files", "CSV", "Evaluation", "Labels", "Imaging", "Pyramid", "Features", "Matcher",
        "Vectors",
        "GlobalDescriptors", "Storage", "Photos", "Recall", "LocalIndex", "Copies", "Runs", "Tuning", "Exchange",
        "Inspection", "InspectorServer", "OpenCVExtractors", "DeepExtractors",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Names", "Files", "CSV", "Labels", "Imaging", "Pyramid", "Features", "Geometry", "Scoring", "Matcher", "Recall",
        "LocalIndex",
        "Storage",
        "Evaluation", "Photos", "Copies", "Runs", "Tuning", "Vectors", "GlobalDescriptors", "Inspection",
        "OpenCVExtractors",
        "CKernels", "COpenCV", "COpenCVCodecs",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks", swiftSettings: swiftSettings),
    .executableTarget(
      name: "LearnPattern",
      dependencies: [
        "Imaging", "Pyramid", "Features", "Geometry", "Photos",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tools/LearnPattern", swiftSettings: swiftSettings),
    .executableTarget(
      name: "LearnScore",
      dependencies: [
        "CSV", "Evaluation", "Scoring", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tools/LearnScore", swiftSettings: swiftSettings),

    // Tests.
    .target(
      name: "FuzzedReaders",
      dependencies: [
        "CSV", "Evaluation", "Exchange", "Files", "Imaging", "Labels", "LocalIndex", "Runs", "Storage", "Vectors",
      ],
      path: "Tools/FuzzedReaders", swiftSettings: swiftSettings),
    .target(
      name: "TestSupport", dependencies: ["Imaging", "Pyramid", "Features", "Geometry"], path: "Tests/TestSupport",
      swiftSettings: swiftSettings),
    .testTarget(name: "OptionsTests", dependencies: ["Options"], swiftSettings: swiftSettings),
    .testTarget(name: "NamesTests", dependencies: ["Names"], swiftSettings: swiftSettings),
    .testTarget(name: "LocksTests", dependencies: ["Locks"], swiftSettings: swiftSettings),
    tests(of: "Files"),
    tests(of: "CSV", ["Files", "Evaluation"]),
    tests(of: "Labels", ["Files", "Evaluation"]),
    tests(of: "CKernels", ["COpenCV", "Imaging", "Features"]),
    tests(of: "Imaging", ["Options", "Files", "COpenCVCodecs"]),
    tests(of: "Pyramid", ["Options", "Imaging", "CKernels", "COpenCV"]),
    tests(of: "Features", ["Options", "Imaging", "Pyramid"]),
    tests(of: "Geometry", ["Options"]),
    tests(of: "Scoring"),
    tests(of: "LearnScore", ["Scoring"]),
    tests(of: "Appearance", ["Imaging", "Geometry", "Scoring"]),
    tests(of: "Matcher", ["Options", "Imaging", "Pyramid", "Features", "Geometry", "Scoring"]),
    tests(of: "Vectors", ["Options"]),
    tests(of: "GlobalDescriptors", ["Options", "Imaging", "Vectors"]),
    tests(of: "HDF5", ["CHDF5"]),
    tests(of: "Storage", ["Files", "HDF5", "Imaging", "Features", "Vectors"]),
    tests(
      of: "Exchange", ["Files", "Storage", "Imaging", "Features", "Geometry", "Vectors", "Photos", "Recall", "Runs"]),
    tests(of: "Recall", ["Files", "CSV", "Evaluation", "Features", "Matcher", "Storage", "Photos"]),
    tests(of: "LocalIndex", ["Files", "Features", "Matcher", "Storage", "Photos", "Recall"]),
    tests(of: "Evaluation", ["Names"]),
    tests(of: "OpenCVExtractors", ["Options", "Imaging", "Features"]),
    tests(of: "DeepExtractors", ["Imaging"]),
    tests(of: "Photos", ["Names", "Options", "Files", "Imaging", "Features", "Storage"]),
    tests(
      of: "Copies",
      [
        "Options", "Locks", "Imaging", "Pyramid", "Features", "Geometry", "Scoring", "Appearance", "Matcher", "Vectors",
        "Storage", "Photos", "Recall",
      ]),
    tests(
      of: "Runs",
      [
        "Options", "Locks", "Files", "CSV", "Evaluation", "Imaging", "Pyramid", "Features", "Scoring", "Appearance",
        "Matcher",
        "Vectors", "GlobalDescriptors",
        "Storage", "Photos", "Recall", "LocalIndex", "Copies", "OpenCVExtractors",
      ]),
    tests(of: "Tuning", ["Names", "Options", "Evaluation", "Imaging", "Features", "Photos", "Runs"]),
    tests(
      of: "Inspection",
      [
        "Names", "Files", "CSV", "Evaluation", "Labels", "Imaging", "Features", "Photos", "Copies",
        "Runs",
      ]),
    tests(
      of: "InspectorServer", ["Files", "CSV", "Evaluation", "Features", "Photos", "Runs", "Inspection"]),
    tests(of: "CLI", ["Imaging", "Files", "Features", "Vectors", "Storage", "Exchange", "FuzzedReaders"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// libFuzzer brings the main function, so that this program links where `script/fuzz` builds it alone.
if ProcessInfo.processInfo.environment["FACSIMILE_FUZZ"] == "1" {
  package.targets.append(
    .executableTarget(
      name: "Fuzz", dependencies: ["FuzzedReaders"], path: "Tools/Fuzz",
      swiftSettings: swiftSettings + [.unsafeFlags(["-parse-as-library"])]))
}
