#!/usr/bin/env python3
"""Makes pack.tar.zst: of the OSV pack (folder in the bucket's layout) the records that touch a package of the truth files or
of the recorded API queries, and the special ones of SPECIAL. Usage: make-pack.py <osv folder> <scan-truth folder>."""
import csv, gzip, io, json, pathlib, re, subprocess, sys, tarfile, zipfile

osv, truth = map(pathlib.Path, sys.argv[1:3])
SPECIAL = {
    "AlmaLinux": ["ALSA-2026:A010", "ALSA-2024:5524", "ALBA-2019:2715"],
    "PyPI": ["PYSEC-2022-42969", "PYSEC-2024-1", "PYSEC-2021-13"],
    "Bitnami": ["BIT-activemq-2020-1941", "BIT-apisix-2026-39998"],
}
LABELED = ["Go", "Maven", "PyPI", "crates.io", "npm"]
WHOLE = ["Debian", "Maven", "Rocky Linux", "Ubuntu", "npm"]


def plain(eco, name):
    return re.sub(r"[-_.]+", "-", name).lower() if eco == "PyPI" else name


wanted = set()
for file in sorted((truth / "expected").glob("*.json")):
    for p in json.loads(file.read_text())["packages"]:
        wanted.add((p["ecosystem"], plain(p["ecosystem"], p["name"])))
for q in json.loads((truth / "osv-api-pairs.json").read_text()):
    wanted.add((q["ecosystem"].split(":")[0], plain(q["ecosystem"], q["name"])))

# Matches that people judged to be right, of ecosystems whose names need no release.
judged = set()
for row in csv.DictReader(gzip.open(truth / "match-labels.csv.gz", "rt")):
    if row["label"] == "TP":
        judged.add((row["package"], row["version"], row["vulnerability"]))
        judged.add((row["package"], row["version"], row["effective_cve"]))
labels = []

out = io.BytesIO()
with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:
    def add(name, data):
        info = tarfile.TarInfo(name)
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))

    for eco in (osv / "ecosystems.txt").read_text().split("\n"):
        if not eco:
            continue
        with zipfile.ZipFile(osv / eco / "all.zip") as all:
            for name in all.namelist():
                data = all.read(name)
                record = json.loads(data)
                names = {(eco, plain(eco, a["package"]["name"])) for a in record.get("affected") or []}
                ids = {record["id"], *(record.get("aliases") or [])}
                hits = sorted({
                    (eco, n, v, record["id"])
                    for n, v, cve in judged if eco in LABELED and cve in ids and (eco, plain(eco, n)) in names})
                labels += [dict(zip(("ecosystem", "name", "version", "id"), hit)) for hit in hits]
                if hits or eco in WHOLE or names & wanted or record["id"] in SPECIAL.get(eco, []):
                    add(f"osv/{eco}/{name}", data)
    for file in sorted((truth / "expected").glob("*.json")):
        add(f"expected/{file.name}", file.read_bytes())
    add("labels.json", json.dumps(labels).encode())
    add("osv-api-pairs.json", (truth / "osv-api-pairs.json").read_bytes())
here = pathlib.Path(__file__).parent / "pack.tar.zst"
subprocess.run(["zstd", "-q", "-f", "-19", "--ultra", "--long=24", "-o", here], input=out.getvalue(), check=True)
