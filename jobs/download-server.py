"""The files of jobs/download.yaml on 127.0.0.1: python3 download-server.py PORT

Serves /file-001 to /file-200, each of a few kilobytes. Every answer comes 50 ms late, as from far away; many are on
their way at the same time. /file-013 is missing: 404.
"""

import asyncio
import sys

DELAY = 0.05
MISSING = "/file-013"
FILES = {f"/file-{number:03}": b"%03d\n" % number * 1024 for number in range(1, 201)}
del FILES[MISSING]


async def answer(reader, writer):
    """Answers one request after the other until the client closes the connection."""
    try:
        while request := await reader.readuntil(b"\r\n\r\n"):
            path = request.split(b" ", 2)[1].decode("latin-1")
            await asyncio.sleep(DELAY)
            body = FILES.get(path)
            status = "200 OK" if body is not None else "404 Not Found"
            body = body if body is not None else b"there is no such file\n"
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, IndexError, ConnectionError):
        pass
    finally:
        writer.close()


async def main(port):
    server = await asyncio.start_server(answer, "127.0.0.1", port, backlog=512)
    print(f"listening on port {server.sockets[0].getsockname()[1]}", flush=True)
    async with server:
        await server.serve_forever()


try:
    asyncio.run(main(int(sys.argv[1])))
except KeyboardInterrupt:
    pass
