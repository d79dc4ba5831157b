"""The bytes that servers and clients of the scenarios say: enough of HTTP, MySQL, InfluxDB and DNS to look right in a packet list."""
import socket
import struct

PAGE = (b"<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n"
        b"<p>If you see this page, the nginx web server is successfully installed and\nworking. Further configuration is required.</p>\n"
        b"<p><em>Thank you for using nginx.</em></p>\n</body>\n</html>\n")


def http_request(path, host, last):
    return (f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n"
            f"Connection: {'close' if last else 'keep-alive'}\r\n\r\n").encode()


def http_answer(request):
    if request.startswith(b"GET /ping "):
        return b"HTTP/1.1 204 No Content\r\nX-Influxdb-Build: OSS\r\nX-Influxdb-Version: 1.8.10\r\nConnection: close\r\n\r\n"
    connection = b"close" if b"Connection: close" in request else b"keep-alive"
    return (b"HTTP/1.1 200 OK\r\nServer: nginx/1.27.0\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: %s\r\n\r\n"
            % (len(PAGE), connection)) + PAGE


def mysql_packet(number, body): return struct.pack("<I", len(body))[:3] + bytes([number]) + body


MYSQL_GREETING = mysql_packet(0, b"\x0a8.0.36\0" + struct.pack("<I", 8) + b"abcdefgh\0" + struct.pack("<HBHH", 0xF7FF, 255, 2, 0x8000)
                              + bytes([21]) + bytes(10) + b"ijklmnopqrst\0" + b"mysql_native_password\0")
MYSQL_LOGIN = mysql_packet(1, struct.pack("<IIB", 0x000AA285, 1 << 24, 255) + bytes(23) + b"web\0" + b"\0" + b"mysql_native_password\0")
MYSQL_PING, MYSQL_QUIT = mysql_packet(0, b"\x0e"), mysql_packet(0, b"\x01")


def mysql_ok(number): return mysql_packet(number, b"\0\0\0\2\0\0\0")


DNS_A, DNS_AAAA = 1, 28
DNS_NAME = "kubernetes.default.svc.cluster.local"
DNS_ANSWER = "10.96.0.1"


def dns_question(number, kind):
    name = b"".join(bytes([len(label)]) + label.encode() for label in DNS_NAME.split(".")) + b"\0"
    return struct.pack("!HHHHHH", number, 0x0100, 1, 0, 0, 0) + name + struct.pack("!HH", kind, 1)


def dns_reply(question):
    """Answers A with one address, anything else with an empty answer (the name exists, that type does not)."""
    number, kind = question[:2], struct.unpack("!H", question[-4:-2])[0]
    answers = 1 if kind == DNS_A else 0
    record = struct.pack("!HHHIH", 0xC00C, DNS_A, 1, 30, 4) + socket.inet_aton(DNS_ANSWER) if answers else b""
    return number + struct.pack("!HHHHH", 0x8580, 1, answers, 0, 0) + question[12:] + record


def dns_over_tcp(message): return struct.pack("!H", len(message)) + message
