#!/usr/bin/python3
"""What the web server around CloudStack does, byte for byte on a socket: heads and bodies that are too long or broken, chunks, gzip."""

import gzip
import socket
import unittest

from program import PATIENCE, Cloudsim


class Transport(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cloudsim = cls.enterClassContext(Cloudsim())

    def exchange(self, sent):
        """(status line, header lines, body) of the answer to these bytes, read to the end of the connection."""
        host, port = self.cloudsim.host.split(":")
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            received = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, body = received.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        return lines[0], lines[1:], body

    def signed(self, command="listZones", **parameters):
        return self.cloudsim.target("admin", command, **parameters)

    def get(self, target, *headers):
        return self.exchange("\r\n".join((f"GET {target} HTTP/1.1", "Host: x", *headers, "", "")).encode())

    def post(self, body, *headers, target="/client/api", kind="application/x-www-form-urlencoded"):
        head = ("POST " + target + " HTTP/1.1", "Host: x", f"Content-Type: {kind}", *headers, "", "")
        return self.exchange("\r\n".join(head).encode() + body)

    def form(self, **parameters):
        return self.signed(**parameters).partition("?")[2].encode()

    def test_a_uri_that_is_too_long_is_414_in_html_whatever_its_length(self):
        for length in (8192, 100_000, 1_000_000):
            with self.subTest(length):
                status, headers, body = self.get("/client/api?x=" + "a" * length)

                self.assertEqual("HTTP/1.1 414 URI Too Long", status)
                self.assertIn("Content-Type: text/html;charset=iso-8859-1", headers)
                self.assertEqual(b"<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>", body)

    def test_what_lies_outside_of_the_api_is_answered_by_jetty(self):
        status, headers, body = self.get("/client/nothing?x=<b>")

        self.assertEqual("HTTP/1.1 404 Not Found", status)
        self.assertIn("Content-Type: text/html;charset=iso-8859-1", headers)
        self.assertIn(b"<tr><th>URI:</th><td>/client/nothing</td></tr>\n<tr><th>STATUS:</th><td>404</td></tr>", body)
        status, headers, body = self.get("/elsewhere?x=1")
        self.assertEqual("HTTP/1.1 301 Moved Permanently", status)
        self.assertIn("Location: http://x/client/elsewhere?x=1", headers)
        self.assertEqual(b"", body)

    def test_headers_that_are_too_long_are_431_in_html(self):
        status, headers, body = self.get(self.signed(), "X-Filler: " + "a" * 9000)

        self.assertEqual("HTTP/1.1 431 Request Header Fields Too Large", status)
        self.assertIn("Content-Type: text/html;charset=iso-8859-1", headers)
        self.assertTrue(body.startswith(b"<h1>Bad Message 431</h1>"))

    def test_broken_escapes_are_400_in_html(self):
        for target in ("/client/api?command=%zz", "/client/api?command=%e4", "/client/api?command=list%4"):
            with self.subTest(target):
                status, headers, body = self.get(target)

                self.assertEqual("HTTP/1.1 400 Bad Request", status)
                self.assertIn("Content-Type: text/html;charset=iso-8859-1", headers)
                self.assertIn(b"<title>Error 400 Bad Request</title>", body)

    def test_what_is_no_http_is_400_in_html(self):
        status, _, body = self.exchange(b"GET /client/api HTTP/1.1\r\n\r\n")

        self.assertEqual("400", status.split()[1])
        self.assertTrue(body.startswith(b"<h1>Bad Message 400</h1>"))

    def test_a_form_of_ten_megabytes_is_400_in_html(self):
        body = b"x=" + b"a" * 10_000_000

        status, headers, _ = self.post(body, f"Content-Length: {len(body)}")

        self.assertEqual("HTTP/1.1 400 Bad Request", status)
        self.assertIn("Content-Type: text/html;charset=iso-8859-1", headers)

    def test_a_body_that_is_no_form_is_ignored_however_long(self):
        body = b"{" + b" " * 10_000_000 + b"}"

        status, _, answer = self.post(body, f"Content-Length: {len(body)}", target=self.signed(), kind="application/json")

        self.assertEqual("HTTP/1.1 200 OK", status)
        self.assertIn(b"listzonesresponse", answer)

    def test_a_form_may_come_in_chunks_and_after_100_continue(self):
        form = self.form()
        half = len(form) // 2
        chunks = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (half, form[:half], len(form) - half, form[half:])

        status, _, answer = self.post(chunks, "Transfer-Encoding: chunked")
        continued, _, more = self.post(form, f"Content-Length: {len(form)}", "Expect: 100-continue")

        self.assertEqual("HTTP/1.1 200 OK", status)
        self.assertIn(b"listzonesresponse", answer)
        self.assertTrue(continued.startswith(("HTTP/1.1 100", "HTTP/1.1 200")))
        self.assertIn(b"listzonesresponse", more)

    def test_methods_are_refused_without_a_body(self):
        for method, wanted in (("PUT", "405"), ("DELETE", "405"), ("PATCH", "501"), ("TRACE", "403"), ("OPTIONS", "200")):
            with self.subTest(method):
                status, headers, body = self.exchange(f"{method} {self.signed()} HTTP/1.1\r\nHost: x\r\n\r\n".encode())

                self.assertEqual(wanted, status.split()[1])
                self.assertIn("Content-Length: 0", headers)
                self.assertEqual(b"", body)

    def test_head_is_get_without_a_body_and_is_never_compressed(self):
        _, _, body = self.get(self.signed())

        status, headers, none = self.exchange(
            f"HEAD {self.signed()} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        )

        self.assertEqual("HTTP/1.1 200 OK", status)
        self.assertIn(f"Content-Length: {len(body)}", headers)
        self.assertFalse([one for one in headers if one.startswith(("Vary", "Content-Encoding"))])
        self.assertEqual(b"", none)

    def test_the_last_of_two_equal_names_counts_in_a_query_the_first_in_a_form_and_the_query_wins(self):
        form = self.form(name="zone")

        first, _, in_form = self.post(form + b"&name=other", f"Content-Length: {len(form) + 11}")
        _, _, in_query = self.get(self.signed(name="zone").replace("name=zone", "name=other&name=zone"))
        _, _, both = self.post(form, f"Content-Length: {len(form)}", target="/client/api?name=other")

        self.assertEqual("HTTP/1.1 200 OK", first)
        self.assertIn(b'"name":"zone"', in_form)
        self.assertIn(b'"name":"zone"', in_query)
        self.assertIn(b"unable to verify user credentials", both)

    def test_gzip_and_chunks_unpack_to_the_plain_answer(self):
        _, _, plain = self.exchange(f"GET {self.signed('listApis')} HTTP/1.0\r\n\r\n".encode())

        _, headers, packed = self.get(self.signed("listApis"), "Accept-Encoding: gzip")

        self.assertIn("Content-Encoding: gzip", headers)
        self.assertIn("Transfer-Encoding: chunked", headers)
        self.assertEqual(plain, gzip.decompress(self.unchunked(packed)))

    @staticmethod
    def unchunked(body):
        whole = b""
        while True:
            line, _, rest = body.partition(b"\r\n")
            size = int(line, 16)
            if size == 0:
                return whole
            whole += rest[:size]
            body = rest[size + 2 :]

    def test_many_calls_go_over_one_connection(self):
        call = f"GET {self.signed()} HTTP/1.1\r\nHost: x\r\n\r\n".encode()

        _, _, answers = self.exchange(call * 5)

        self.assertEqual(5, answers.count(b"listzonesresponse"))


if __name__ == "__main__":
    unittest.main()
