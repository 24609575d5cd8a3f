"""A TCP relay in front of a manager, as a balancer is, that can be told to be a bad one. It says whom it speaks for with a PROXY header."""

import contextlib
import socket
import socketserver
import threading
import time

CHUNK = 16384


class Connection(socketserver.BaseRequestHandler):
    def handle(self):
        relay = self.server.relay
        relay.connections += 1
        plan = relay.plan
        if plan == "reset":  # the guest sees a reset, not an end
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            return self.request.close()
        if isinstance(plan, float):
            time.sleep(plan)  # slow
        with contextlib.suppress(OSError), socket.create_connection(relay.upstream, 5) as manager:
            guest = self.client_address
            manager.sendall(f"PROXY TCP4 {guest[0]} {relay.address[0]} {guest[1]} {relay.address[1]}\r\n".encode())
            asking = threading.Thread(target=self.pass_on, args=(self.request, manager))
            asking.start()
            self.pass_on(manager, self.request, plan if isinstance(plan, int) else None)
            with contextlib.suppress(OSError):
                self.request.shutdown(socket.SHUT_RDWR)
            asking.join()

    @staticmethod
    def pass_on(here, there, most=None):
        """Until `here` ends, or the first `most` bytes are through."""
        with contextlib.suppress(OSError):
            while data := here.recv(CHUNK):
                there.sendall(data[:most])
                if most is not None and (most := most - len(data)) <= 0:
                    break
        with contextlib.suppress(OSError):
            there.shutdown(socket.SHUT_WR)


class Relay:
    """`plan` says how connections are treated: "reset", a float (seconds of delay), an int (bytes of answer before it is cut), None (well)."""

    def __init__(self, address, upstream):
        self.address, self.upstream, self.plan, self.connections = address, upstream, None, 0

    def start(self):
        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self.server = socketserver.ThreadingTCPServer(self.address, Connection)
        self.server.daemon_threads = True
        self.server.relay = self
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
