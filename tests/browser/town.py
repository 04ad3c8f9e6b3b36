"""`alursurat demo` on a free port with a data folder of its own, and what it tells on the way."""
import os
import re
import signal
import subprocess
import threading
import time

from chromium import free_port

PATIENCE = 180  # seconds; a debug build of the program signs and hashes slowly


class Town:
    def __init__(self, program, work, root):
        self.base = f"http://127.0.0.1:{free_port()}"
        self.lines = []
        self.server = subprocess.Popen(
            [program, "demo", "--data", work / "town", "--out", work / "out",
             "--listen", self.base.removeprefix("http://")],
            cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, env={**os.environ, "NO_COLOR": "1"})
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.server.stdout:
            self.lines.append(line.rstrip("\n"))

    def said(self):
        return "\n".join(self.lines)

    def _wait(self, pattern):
        """What the demo tells, once it matches."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = re.search(pattern, self.said(), re.I | re.M)
            if found:
                return found
            if self.server.poll() is not None:
                time.sleep(0.2)
                break
            time.sleep(0.1)
        raise AssertionError(f"the demo never told `{pattern}`:\n{self.said()}")

    def serves(self):
        """Waits until the pages are there."""
        self._wait(re.escape(self.base))

    @property
    def pin(self):
        """What the demo tells of the PIN of its RT and RW."""
        return self._wait(r"^PIN [^:\n]*: *(\d+)").group(1)

    @property
    def passphrase(self):
        """What the demo tells of the signers' keys."""
        return self._wait(r"sandi tanda tangan[^:\n]*: *(\S+)").group(1)

    def __enter__(self):
        try:
            self.serves()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.server.send_signal(signal.SIGINT)
        try:
            self.server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
