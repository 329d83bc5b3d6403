internal import COperatingSystem
internal import Glibc

/// Bytes of a file or of memory by name that this process reads as if they were its own.
package struct MappedBytes: ~Copyable {
  private let base: UnsafeMutableRawPointer
  /// How many bytes.
  package let size: Int

  /// Maps a whole file, or memory under the path that its ``SharedMemory`` tells.
  ///
  /// - Throws: also where there is nothing in it. A file must not become shorter as long as it is mapped.
  package init(path: String) throws(Errno) {
    let file = FileDescriptor(
      owning: try systemCall("open", path: path) { open(path, O_RDONLY | O_CLOEXEC) })
    let number = file.rawValue
    let size = Int(try systemCall("fstat", path: path) { os_memory_file_size(number) })
    guard size > 0, let base = os_memory_file_view(number, size) else {
      throw size > 0 ? Errno.last("mmap", path: path) : Errno(code: EINVAL, operation: "mmap", path: path)
    }
    self.init(base, size)
  }

  private init(_ base: UnsafeMutableRawPointer, _ size: Int) {
    self.base = base
    self.size = size
  }

  deinit {
    // It cannot fail for a mapping that this value made.
    _ = os_memory_unmap(base, size)
  }

  /// What is mapped.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: size) }
}

/// What part of this process's memory takes, where pages that several have are shared out among them.
package enum ProportionalSize {
  /// The proportional set size of the mapping that begins at an address, in bytes: each page counts 1/n where n
  /// mappings have it, so that a sum over processes counts what they share once.
  ///
  /// - Returns: nil where no mapping begins there, or the kernel does not tell.
  package static func ofMapping(at address: UnsafeRawPointer) throws(Errno) -> Int? {
    let text = try File.read("/proc/self/smaps", atMost: 1 << 26)
    let start = String(UInt(bitPattern: address), radix: 16) + "-"
    var isInside = false
    for line in text.split(separator: UInt8(ascii: "\n")) {
      // Lines of numbers begin with a capital letter, those of mappings with a hexadecimal digit in lower case.
      if let first = line.first, !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) {
        guard !isInside else { return nil }
        isInside = line.starts(with: start.utf8)
      } else if isInside, line.starts(with: "Pss:".utf8) {
        let digits = line.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self)).map { $0 * 1024 }
      }
    }
    return nil
  }
}
