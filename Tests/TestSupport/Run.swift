import Foundation

/// What a program printed and how it ended.
public struct ProgramResult: Sendable {
  public let status: Int32
  public let output: String
  public let messages: String
}

/// Runs a program found by `PATH` or by its path, to its end, with its two outputs kept apart.
public func execute(
  _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
) throws -> ProgramResult {
  // Files, not pipes: a pipe that nobody empties stops the program.
  let scratch = TemporaryFolder()
  let (outputPath, messagesPath) = (scratch.write("", to: "out"), scratch.write("", to: "err"))
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = arguments
  if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = FileHandle(forWritingAtPath: outputPath)
  process.standardError = FileHandle(forWritingAtPath: messagesPath)
  try process.run()
  process.waitUntilExit()
  func text(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }
  return ProgramResult(status: process.terminationStatus, output: text(outputPath), messages: text(messagesPath))
}

/// The output of a program that must succeed.
public func run(_ arguments: String...) throws -> String {
  let result = try execute(arguments)
  guard result.status == 0 else { throw ProgramFailure(arguments: arguments, result: result) }
  return result.output
}

public struct ProgramFailure: Error, CustomStringConvertible {
  let arguments: [String]
  let result: ProgramResult

  public var description: String { "\(arguments) ended with \(result.status): \(result.messages)" }
}
