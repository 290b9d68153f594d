import Foundation
import TestSupport
import Testing

@testable import DeepExtractors

@Suite("ONNXRuntime and where it is looked for") struct ONNXRuntimeTests {
  private let folder = TemporaryFolder()

  private func message(_ body: () throws -> some Any) -> String {
    do { return "nothing but \(try body())" } catch { return "\(error)" }
  }

  private func load(_ environment: [String: String] = [:], folders: [String] = []) throws -> ONNXRuntime {
    try ONNXRuntimeSearch.load(environment: environment, folders: folders, asksPython: false)
  }

  @Test("where there is none, the error says what to install")
  func missing() {
    let said = message { try load() }
    #expect(said.contains("isn't installed") && said.contains("pip install onnxruntime"))
    #expect(said.contains("FACSIMILE_ONNXRUNTIME"))
  }

  @Test("a file that the variable names, and that is no such library, is named")
  func named() {
    let text = folder.write("no library", to: "libonnxruntime.so")
    #expect(message { try load([ONNXRuntimeSearch.variable: text]) }.contains("\(text) can't be loaded: "))
    let absent = folder.file("absent.so")
    #expect(message { try load([ONNXRuntimeSearch.variable: absent]) }.contains("\(absent) can't be loaded: "))
  }

  #if os(Linux)
    @Test("another library is none")
    func other() {
      #expect(message { try load([ONNXRuntimeSearch.variable: "libm.so.6"]) }.contains("libm.so.6 is not ONNX Runtime"))
    }

    @Test("of a folder, the newest is tried first, and what can't be used is named where nothing else can")
    func newest() {
      for name in ["libonnxruntime.so.1.9.0", "libonnxruntime.so.1.20.1", "libother.so", "libonnxruntime_providers.so"]
      {
        folder.write("", to: name)
      }
      let found = ONNXRuntimeSearch.libraries(in: folder.path)
      #expect(found == ["libonnxruntime.so.1.20.1", "libonnxruntime.so.1.9.0"].map(folder.file))
      #expect(message { try load(folders: [folder.path]) }.contains("libonnxruntime.so.1.20.1 can't be loaded"))
      #expect(ONNXRuntimeSearch.libraries(in: "/nowhere").isEmpty)
    }
  #endif

  @Test(
    "a library of an older interface is refused with its version",
    .enabled(if: Deep.runtime != nil, "needs ONNX Runtime: make test-deep"))
  func tooOld() throws {
    let library = try #require(Deep.runtime)
    let said = message { try ONNXRuntime(library, api: 900) }
    #expect(said.contains("is ONNX Runtime 1.") && said.contains("but 1.900 or newer is needed"), "\(said)")
    #expect(try ONNXRuntime(library).version.hasPrefix("1."))
    // A broken one beside it doesn't hide it.
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("libonnxruntime.so.1.17.0"), withDestinationPath: library)
    folder.write("", to: "libonnxruntime.so.1.99.0")
    #if os(Linux)
      #expect(try load(folders: [folder.path]).version == ONNXRuntime(library).version)
    #endif
  }
}
