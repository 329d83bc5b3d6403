import OperatingSystem
import TestPrograms
import Testing

struct FileStampTests {
  @Test func `a stamp changes with the file, and is none where there is no file`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a", to: "file")
    let first = try #require(FileStamp(path))
    #expect(FileStamp(path) == first)
    #expect(FileStamp(folder.path(of: "other")) == nil)
    // A file that takes the place of another has its own number as long as both are there.
    let other = try folder.write("a", to: "new")
    #expect(FileStamp(other) != first)
  }
}
