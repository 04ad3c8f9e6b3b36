"""What pikepdf has against a letter as an archive file."""
import re
import tempfile

import pikepdf.pdfa


def pdfa_findings(path):
    """What pikepdf has against the file as PDF/A-2b. It knows neither level A nor PDF/UA, so that it is shown a copy
    which says less of itself; what is left out here the tests of the tagged structure look at."""
    data = path.read_bytes()
    claimed = [rb"<pdfaid:conformance>A<", rb"<pdfuaid:part>1</pdfuaid:part>",
               rb'<rdf:Description rdf:about="" xmlns:pdfaExtension=.*?</rdf:Description>']
    places = [re.search(claim, data, re.DOTALL) for claim in claimed]
    assert all(places), f"{path} does not say that it is PDF/A-2a and PDF/UA-1"
    level, *others = places
    for place in others:
        data = data[: place.start()] + b" " * len(place[0]) + data[place.end():]
    data = data[: level.start()] + level[0].replace(b">A<", b">B<") + data[level.end():]
    with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
        copy.write(data)
        copy.flush()
        report = pikepdf.pdfa.validate_written(copy.name, "2b")
    return report.passed, [str(finding) for finding in report.findings]
