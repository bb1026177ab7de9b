"""A small IMAP4rev1 server (RFC 3501) for tests: one mailbox, read by real clients over real sockets."""

import re
import socketserver
import threading

FETCH = re.compile(r"UID FETCH (\d+) \((.+)\)", re.IGNORECASE)
SEARCH = re.compile(r"UID SEARCH UID (\d+):\*", re.IGNORECASE)
WORDS = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')


class Box:
    """What lies in the mailbox: mails by UID. said: every command that came, for tests to look at."""

    def __init__(self, user="service", password="geheim"):
        self.mails: dict[int, bytes] = {}
        self.validity, self.user, self.password, self.folder = 1, user, password, "INBOX"
        self.said: list[str] = []

    def put(self, raw: bytes) -> int:
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = raw
        return uid


class Session(socketserver.StreamRequestHandler):
    """One client."""

    def handle(self):
        self.say("* OK IMAP4rev1 ready")
        self.signed_in = self.selected = False
        while line := self.rfile.readline().decode().strip():
            tag, _, command = line.partition(" ")
            self.server.box.said.append(command)
            verb = command.split()[0].upper()
            answer = getattr(self, f"do_{verb.lower()}", self.do_unknown)(command)
            self.say(f"{tag} {answer}")
            if verb == "LOGOUT":
                return

    def say(self, text: str | bytes):
        self.wfile.write((text.encode() if isinstance(text, str) else text) + b"\r\n")

    def do_unknown(self, command):
        return "BAD what do you mean?"

    def do_capability(self, command):
        self.say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def do_login(self, command):
        _, user, password = [quoted or plain for quoted, plain in WORDS.findall(command)]
        box = self.server.box
        self.signed_in = (user, password) == (box.user, box.password)
        return "OK welcome" if self.signed_in else "NO [AUTHENTICATIONFAILED] wrong password"

    def do_examine(self, command):
        box = self.server.box
        folder = next(quoted or plain for quoted, plain in WORDS.findall(command)[1:])
        if not self.signed_in or folder != box.folder:
            return "NO no such folder"
        self.selected = True
        self.say(f"* {len(box.mails)} EXISTS")
        self.say("* 0 RECENT")
        self.say(r"* FLAGS (\Seen)")
        self.say(f"* OK [UIDVALIDITY {box.validity}] UIDs valid")
        self.say(f"* OK [UIDNEXT {max(box.mails, default=0) + 1}] next")
        return "OK [READ-ONLY] EXAMINE done"

    def do_uid(self, command):
        mails = self.server.box.mails
        if not self.selected:
            return "BAD select a folder first"
        if found := SEARCH.match(command):
            # As the RFC has it, * is the highest UID there is, and n:* with n above it means *:n.
            least = min(int(found[1]), max(mails, default=0))
            self.say(f"* SEARCH {' '.join(str(uid) for uid in sorted(mails) if uid >= least)}")
            return "OK done"
        found = FETCH.match(command)
        uid, what = int(found[1]), found[2]
        if uid in mails:
            self.send(uid, what, mails[uid])
        return "OK done"

    def send(self, uid, what, raw):
        if what == "RFC822.SIZE":
            self.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(raw)})")
            return
        content = raw if what == "BODY.PEEK[]" else raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        name = what.replace(".PEEK", "")
        self.wfile.write(f"* {uid} FETCH (UID {uid} {name} {{{len(content)}}}\r\n".encode() + content)
        self.say(")")

    def do_noop(self, command):
        return "OK"

    def do_logout(self, command):
        self.say("* BYE")
        return "OK"


class Server(socketserver.ThreadingTCPServer):
    """Serves a box until `close`."""

    daemon_threads, allow_reuse_address = True, True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.box = Box()
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"imap://{self.box.user}:{self.box.password}@127.0.0.1:{self.server_address[1]}/{self.box.folder}"

    def close(self):
        self.shutdown()
        self.server_close()
