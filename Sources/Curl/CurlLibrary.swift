internal import CCurl
internal import OperatingSystem

/// libcurl, opened while the program runs.
package struct CurlLibrary: Sendable {
  /// The file that the dynamic linker looks for.
  package static let fileName = "libcurl.so.4"

  private let initialise: DynamicLibrary.Function
  let easyInit: DynamicLibrary.Function
  let cleanup: DynamicLibrary.Function
  let perform: DynamicLibrary.Function
  let setOption: DynamicLibrary.Function
  let getInformation: DynamicLibrary.Function
  private let errorText: DynamicLibrary.Function

  /// Opens the library, which takes some milliseconds the first time.
  ///
  /// - Parameter file: another name or path of the library.
  package init(file: String = Self.fileName) throws(CurlError) {
    do throws(DynamicLibrary.Failure) {
      let library = try DynamicLibrary(file)
      initialise = try library.function("curl_global_init")
      easyInit = try library.function("curl_easy_init")
      cleanup = try library.function("curl_easy_cleanup")
      perform = try library.function("curl_easy_perform")
      setOption = try library.function("curl_easy_setopt")
      getInformation = try library.function("curl_easy_getinfo")
      errorText = try library.function("curl_easy_strerror")
    } catch {
      throw CurlError(
        message: "libcurl is needed for downloads: install libcurl4 (apt-get install libcurl4); \(error)")
    }
  }

  /// Prepares the library for transfers. To be called before the first one, while there is one thread.
  ///
  /// From then on the process ignores SIGPIPE, which a connection that breaks while TLS writes to it would send.
  package func start() throws(CurlError) {
    do throws(Errno) {
      try Signals.ignoreBrokenPipes()
    } catch {
      throw CurlError(message: "libcurl cannot start: \(error)")
    }
    let code = ccurl_global_init(initialise.pointer)
    guard code == CURLE_OK else { throw CurlError(message: "libcurl cannot start: \(reason(of: code))") }
  }

  /// What an error code of libcurl means, in the middle of a sentence.
  package func reason(ofCode code: UInt32) -> String { reason(of: CURLcode(rawValue: code)) }

  func reason(of code: CURLcode) -> String {
    let text = String(cString: ccurl_easy_strerror(errorText.pointer, code))
    guard let first = text.first, let second = text.dropFirst().first, second.isLowercase else { return text }
    return first.lowercased() + text.dropFirst()
  }
}

/// libcurl is not there, or does not do what it must.
package struct CurlError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, and the way out.
  package var message: String

  package var description: String { message }
}
