internal import Glibc

/// Reads the small text files in which the kernel tells about the machine.
enum TextFile {
  /// The root and a path below it as one path.
  static func join(_ root: String, _ path: String) -> String {
    let rest = path.drop { $0 == "/" }
    return root.hasSuffix("/") ? root + rest : root + "/" + rest
  }

  /// The text of a file, at most 16 MiB; nil where it cannot be read.
  static func read(_ root: String, _ path: String) -> String? {
    read(join(root, path))
  }

  /// The text of a file, at most 16 MiB; nil where it cannot be read.
  static func read(_ path: String) -> String? {
    let number = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if number < 0 { return nil }
    let descriptor = FileDescriptor(owning: number)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16384)
    while bytes.count < 16 << 20 {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor.rawValue, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count < 0 { return nil }
      if count == 0 { break }
      bytes.append(contentsOf: buffer[..<count])
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text of a file without white space at its ends; nil where it cannot be read or is empty.
  static func line(_ root: String, _ path: String) -> String? {
    guard let text = read(root, path) else { return nil }
    let trimmed = trim(text)
    return trimmed.isEmpty ? nil : trimmed
  }

  /// The number that a file holds; nil where it cannot be read or holds none.
  static func integer(_ root: String, _ path: String) -> Int? {
    line(root, path).flatMap { Int($0) }
  }

  /// A text without white space at its ends.
  static func trim(_ text: some StringProtocol) -> String {
    let start = text.drop { $0.isWhitespace }
    var end = start[...]
    while end.last?.isWhitespace == true { end.removeLast() }
    return String(end)
  }

  /// The names in a folder, sorted; empty where it cannot be read.
  static func names(_ root: String, _ path: String) -> [String] {
    guard let folder = opendir(join(root, path)) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = Directory.name(of: entry)
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
