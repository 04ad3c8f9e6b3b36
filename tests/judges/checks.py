"""Counts what a judge finds, and says it in a line each."""
import sys


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def that(self, well, what, why=""):
        """Notes one finding; `why` is shown only where it is not well."""
        if well:
            self.passed += 1
            print(f"ok    {what}")
        else:
            self.failed += 1
            print(f"FAIL  {what}")
            for line in str(why).strip().splitlines()[:40]:
                print(f"      {line}")
        return bool(well)

    def close(self):
        """The closing line, and the status to leave with. A judge that judged nothing has failed."""
        if self.passed + self.failed == 0:
            self.that(False, "anything was judged")
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)
