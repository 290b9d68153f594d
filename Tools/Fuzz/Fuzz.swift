import Foundation
import FuzzedReaders

// libFuzzer has the main function, and calls this with what it made up. FUZZ_TARGET names the reader; FUZZ_INDEX is an index over
// local features for those that read parts of one.

private let target: FuzzTarget = {
  let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
  guard let target = FuzzTarget(rawValue: name) else {
    fatalError("FUZZ_TARGET is \"\(name)\", not one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
  }
  return target
}()

private let folder: ScratchFolder = {
  do { return try ScratchFolder(index: ProcessInfo.processInfo.environment["FUZZ_INDEX"]) } catch {
    fatalError("\(error)")
  }
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  target.run(Array(UnsafeBufferPointer(start: start, count: count)), in: folder)
  return 0
}
