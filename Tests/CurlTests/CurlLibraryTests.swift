import Curl
import Testing

@Suite struct CurlLibraryTests {
  @Test func `a library that is not there is named with the way to install it`() {
    let error = #expect(throws: CurlError.self) { _ = try CurlLibrary(file: "libcurl-nowhere.so.4") }
    #expect(error?.message.contains("install libcurl4") == true)
    #expect(error?.message.contains("libcurl-nowhere.so.4") == true)
  }

  @Test func `a library without the functions is refused`() {
    let error = #expect(throws: CurlError.self) { _ = try CurlLibrary(file: "libc.so.6") }
    #expect(error?.message.contains("curl_global_init") == true)
  }

  @Test func `codes are told in words`() throws {
    let library = try CurlLibrary()
    #expect(library.reason(ofCode: 7).contains("connect"))
  }
}
