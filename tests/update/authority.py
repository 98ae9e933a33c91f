# SPDX-License-Identifier: GPL-2.0-or-later
"""Certificates for a server on loopback, of an authority that nobody else knows."""

import datetime
import os
import subprocess

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

# Only "openssl ca" makes certificates of the past, in every release; it keeps books.
CONFIG = """[ca]
default_ca = books
[books]
database = {stem}.index
new_certs_dir = {directory}
rand_serial = yes
unique_subject = no
default_md = sha256
policy = names
[names]
commonName = supplied
"""


def openssl(*args):
    subprocess.run(["openssl", *args], check=True, capture_output=True)


class Authority:
    """Files in a directory: what "file" is trusted by those that are told to."""

    def __init__(self, directory, name="authority"):
        self.stem = os.path.join(directory, name)
        self.file = self.stem + ".pem"
        self.key = self.stem + ".key"
        self.issued = 0
        self.config = self.stem + ".conf"
        with open(self.config, "w", encoding="ascii") as file:
            file.write(CONFIG.format(stem=self.stem, directory=directory))
        open(self.stem + ".index", "w", encoding="ascii").close()
        subject = f"/CN=nftsvc test {name}"
        openssl("req", "-x509", *KEY, "-keyout", self.key, "-out", self.file, "-subj", subject)

    def certificate(self, host="localhost", days=2):
        """(certificate, key) of a server of that name, good for so many days; -1: until yesterday."""
        self.issued += 1
        stem = f"{self.stem}-{self.issued}"
        request, extensions = stem + ".csr", stem + ".ext"
        with open(extensions, "w", encoding="ascii") as file:
            file.write(f"subjectAltName=DNS:{host}\n")
        now = datetime.datetime.now(datetime.timezone.utc)
        end = now + datetime.timedelta(days=days)
        start = min(now, end) - datetime.timedelta(days=1)
        openssl("req", *KEY, "-keyout", stem + ".key", "-out", request, "-subj", f"/CN={host}")
        openssl(
            *("ca", "-batch", "-notext", "-config", self.config, "-in", request),
            *("-cert", self.file, "-keyfile", self.key, "-extfile", extensions),
            *("-startdate", f"{start:%Y%m%d%H%M%SZ}", "-enddate", f"{end:%Y%m%d%H%M%SZ}"),
            *("-out", stem + ".pem"),
        )
        return stem + ".pem", stem + ".key"
