# SPDX-License-Identifier: GPL-2.0-or-later
"""Certificates for a server on loopback, of an authority that nobody else knows."""

import os
import subprocess

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]


def openssl(*args):
    subprocess.run(["openssl", *args], check=True, capture_output=True)


class Authority:
    """Files in a directory: what "file" is trusted by those that are told to."""

    def __init__(self, directory, name="authority"):
        self.stem = os.path.join(directory, name)
        self.file = self.stem + ".pem"
        self.key = self.stem + ".key"
        self.issued = 0
        subject = f"/CN=nftsvc test {name}"
        openssl("req", "-x509", *KEY, "-keyout", self.key, "-out", self.file, "-subj", subject)

    def certificate(self, host="localhost", days=2):
        """(certificate, key) of a server of that name."""
        self.issued += 1
        stem = f"{self.stem}-{self.issued}"
        request, extensions = stem + ".csr", stem + ".ext"
        with open(extensions, "w", encoding="ascii") as file:
            file.write(f"subjectAltName=DNS:{host}\n")
        openssl("req", *KEY, "-keyout", stem + ".key", "-out", request, "-subj", f"/CN={host}")
        openssl(
            *("x509", "-req", "-in", request, "-CA", self.file, "-CAkey", self.key),
            *("-CAcreateserial", "-days", str(days), "-extfile", extensions, "-out", stem + ".pem"),
        )
        return stem + ".pem", stem + ".key"
