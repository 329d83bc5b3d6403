internal import Jobs
internal import OperatingSystem

/// The file that is read from the disk.
struct DiskFile: ~Copyable {
  /// Why there is none.
  enum Failure: Error, CustomStringConvertible {
    case file(DirectFile.Failure)
    case noRoom
    case system(Errno)

    var description: String {
      switch self {
      case .file(let failure): failure.description
      case .noRoom: "the file for it would take more than a quarter of the free space; choose another with -o"
      case .system(let error): error.description
      }
    }
  }

  private let file: DirectFile
  /// What the reader should know; nil where the file has its full size.
  let note: String?
  let random = SplitMix64(seed: 3)
  private static let page = 4096

  /// Writes the file, as far as the time reaches, at least one piece.
  init(in folder: String, _ budget: LatencyBudget) throws(Failure) {
    guard try Self.free(folder) / 4 >= UInt64(budget.fileBytes) else { throw .noRoom }
    var fresh = try Self.file(folder)
    var content = SplitMix64(seed: 4)
    let deadline = SystemClock.nanoseconds() + UInt64(budget.writeSeconds * 1e9)
    do throws(Errno) {
      repeat {
        try fresh.append { content.next() }
      } while fresh.size < budget.fileBytes && SystemClock.nanoseconds() < deadline
      try fresh.sync()
    } catch { throw .system(error) }
    note =
      fresh.size < budget.fileBytes
      ? "writing is slow: the file has only \(fresh.size >> 20) MiB, which a disk may keep in its cache" : nil
    file = fresh
  }

  private static func free(_ folder: String) throws(Failure) -> UInt64 {
    do throws(Errno) { return try Directory(folder).freeBytes() } catch { throw .system(error) }
  }

  private static func file(_ folder: String) throws(Failure) -> DirectFile {
    do throws(DirectFile.Failure) { return try DirectFile(in: folder) } catch { throw .file(error) }
  }

  /// Reads a random page.
  borrowing func readPage(_ random: inout SplitMix64) throws(Errno) {
    try file.read(at: Int(random.below(UInt32(file.size / Self.page))) * Self.page, bytes: Self.page)
  }

  /// Reads 1 MiB; pieces follow one another, and begin again at the end.
  borrowing func readPiece(_ number: Int) throws(Errno) {
    let pieces = file.size / DirectFile.piece
    try file.read(at: number % pieces * DirectFile.piece, bytes: DirectFile.piece)
  }
}
