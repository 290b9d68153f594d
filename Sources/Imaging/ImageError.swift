import Files
import Options

/// An image could not be read or written: names the file and says why.
public struct ImageError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Problem: Sendable, Hashable {
    /// The system refused to read the file, for this reason.
    case unreadable(reason: String)
    /// The system refused to write the file, for this reason.
    case unwritable(reason: String)
    /// The file has no bytes.
    case empty
    /// The first bytes are those of no format of ``ImageFormat``.
    case notAnImage
    /// A picture of a kind that is known, but not read.
    case unread(UnreadFormat)
    /// The library that reads the format isn't installed.
    case missingLibrary(ImageFormat)
    /// A part of the data is missing.
    case truncated(ImageFormat)
    /// The data contradict the format; the message is the decoder's.
    case corrupt(ImageFormat, message: String)
    /// The image has more pixels than ``DecodingOptions/maxPixels``.
    case tooLarge(ImageSize, limit: Int)
    /// Sound, but not of a kind that is read or written here.
    case unsupported(message: String)
    /// The memory for an image within the limit was not to be had.
    case outOfMemory
    /// The file is larger than ``DecodingOptions/maxFileBytes``, or never ends.
    case fileTooLarge(limit: Int)
    /// The task was cancelled while the image was decoded.
    case cancelled
    /// The options are out of their range, whatever the file.
    case invalidOptions(OptionsError)
  }

  /// The file's path, or the name that was given with its bytes.
  public let path: String
  public let problem: Problem

  public init(_ path: String, _ problem: Problem) {
    self.path = path
    self.problem = problem
  }

  /// One line of plain English that begins with the file's name.
  public var description: String {
    if case .invalidOptions(let error) = problem { error.description } else { "\(path): \(problem)" }
  }
}

extension ImageError.Problem: CustomStringConvertible {
  /// What is said behind the file's name.
  public var description: String {
    switch self {
    case .unreadable(let reason): "it can't be read: \(reason)"
    case .unwritable(let reason): "it can't be written: \(reason)"
    case .empty: "the file is empty"
    case .notAnImage: "it is no \(ImageFormat.names) image"
    case .unread(let format):
      "it is \(format.phrase), which isn't read here: convert it to PNG or JPEG first (\(format.converter))"
    case .missingLibrary(let format):
      "it is \(format.phrase), which needs \(format.loadedLibrary ?? "a library that is missing")"
    case .truncated(let format): "a part of the \(format.name) data is missing: the file was cut or damaged"
    case .corrupt(let format, let message): "the \(format.name) data are damaged: \(message)"
    case .tooLarge(let size, let limit):
      "its \(size) = \(size.area) pixels are more than the limit of \(limit) (maxPixels)"
    case .unsupported(let message): "this kind of image is not supported: \(message)"
    case .outOfMemory: "there is not enough memory for the image"
    case .fileTooLarge(let limit):
      "the file has more than \(limit) bytes, which no image within the limit of pixels needs (maxPixels)"
    case .cancelled: "reading it was interrupted"
    case .invalidOptions(let error): error.description
    }
  }
}
