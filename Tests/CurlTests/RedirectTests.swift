import Curl
import TestPrograms
import Testing

@Suite(.enabled(if: FileServer.canRun, "there is no python3 to serve files"))
struct RedirectTests {
  /// Sends `/N` to `/N-1`, down to `/0`; `/away` to a file of the machine, and `/half` is cut short.
  private static let script = """
    import http.server
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path in ("/0", "/half"):
                self.send_response(200)
                self.send_header("Content-Length", "5" if self.path == "/0" else "50")
                self.end_headers()
                self.wfile.write(b"there")
                return
            self.send_response(302)
            to = "file:///etc/hostname" if self.path == "/away" else "/%d" % (int(self.path[1:]) - 1)
            self.send_header("Location", to)
            self.end_headers()
        def log_message(self, *arguments):
            pass
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print("listening on port", server.server_port, flush=True)
    server.serve_forever()
    """

  private func fetch(_ path: String) throws -> Download {
    let server = try FileServer(script: Self.script)
    let library = try CurlLibrary()
    try library.start()
    return try library.fetch(server.address + path, timeout: 20) { _ in }
  }

  @Test func `redirects are followed`() throws {
    #expect(try fetch("/\(CurlLibrary.mostRedirects)") == Download(code: 0, status: 200, bytes: 5))
  }

  @Test func `a chain of too many redirects is a failed transfer`() throws {
    let download = try fetch("/\(CurlLibrary.mostRedirects + 1)")
    #expect(!download.isComplete)
    #expect(try CurlLibrary().reason(ofCode: download.code).contains("redirects"))
  }

  @Test func `a redirect to a file of this machine is not followed`() throws {
    let download = try fetch("/away")
    #expect(!download.isComplete)
    #expect(download.bytes == 0)
  }

  @Test func `a file that is cut short is a failed transfer`() throws {
    let download = try fetch("/half")
    #expect(!download.isComplete)
    #expect(download.status == 200)
  }
}
