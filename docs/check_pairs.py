#!/usr/bin/env python3
"""Recomputes the pairs of a run, their methods and lambdas, and compares them with the shards.

    python3 docs/check_pairs.py OUT

OUT is a finished run whose methods are mixup and cutmix. Ring, partners and weights are recomputed from
ids, labels, seed and epoch alone, with nothing but NumPy's own Philox; pyarrow reads the shards. With
pairing.table, partners are those of the table, a Parquet or CSV file. Exits with 0 if every row agrees.
docs/reproducibility.md specifies the layout of keys and counters, docs/pairing.md the turns of pairs.
"""

import hashlib
import json
import math
import pathlib
import sys
import unicodedata

import numpy as np
import pyarrow.csv as csv
import pyarrow.parquet as parquet

RING, MIX = 1, 3
WORD = 2**64


class Draws:
    """One stream of draws: NumPy's Philox yields the 64-bit words in the order in which Emulsion uses them."""

    def __init__(self, seed, epoch, name, purpose, variant=0, operation=0):
        digest = hashlib.sha256(unicodedata.normalize("NFC", name).encode()).digest()
        high = int.from_bytes(digest[:8], "big")
        low = int.from_bytes(digest[8:16], "big")
        branch = purpose << 48 | variant << 32 | operation
        self.philox = np.random.Philox(
            key=np.array([seed % WORD, epoch], dtype=np.uint64),
            counter=np.array([0, branch, low, high], dtype=np.uint64),
        )

    def word(self):
        return int(self.philox.random_raw())

    def uniform(self):
        return ((self.word() >> 12) + 0.5) * 2.0**-52

    def below(self, bound):
        while True:
            product = self.word() * bound
            if product % WORD >= WORD % bound:
                return product // WORD

    def choice(self, weights):
        rest = self.uniform() * sum(weights)
        for index, weight in enumerate(weights[:-1]):
            rest -= weight
            if rest < 0:
                return index
        return len(weights) - 1

    def mixing_weight(self, alpha):
        """Beta(alpha, alpha), rounded to a multiple of 1/65536."""
        share = self.johnk(alpha) if alpha <= 1 else self.cheng(alpha)
        return round(share * 65536) / 65536

    def johnk(self, a):
        while True:
            x = math.log(self.uniform()) / a
            y = math.log(self.uniform()) / a
            larger = max(x, y)
            total = larger + math.log(math.exp(x - larger) + math.exp(y - larger))
            if total <= 0:
                return math.exp(x - total)

    def cheng(self, a):
        total = 2 * a
        beta = math.sqrt((total - 2) / (2 * a * a - total))
        gamma = a + 1 / beta
        while True:
            u = self.uniform()
            z = u * u * self.uniform()
            v = beta * math.log(u / (1 - u))
            w = a * math.exp(v)
            r = gamma * v - math.log(4)
            s = a + r - w
            if (
                s + 1 + math.log(5) >= 5 * z
                or s >= math.log(z)
                or r + total * math.log(total / (a + w)) >= math.log(z)
            ):
                return w / (a + w)


def position(seed, epoch, sample):
    draws = Draws(seed, epoch, sample, RING)
    return draws.word(), draws.word()


def main_class(label, kind):
    """The class by which a sample is paired: the lowest of several, or the first of greatest weight."""
    if kind == "single":
        return label
    return min(label) if kind == "multi" else label.index(max(label))


def group(sample, groups):
    """The group of pairing.scope: group, a share of the upper 64 bits of the sample's key."""
    digest = hashlib.sha256(unicodedata.normalize("NFC", sample).encode()).digest()
    return int.from_bytes(digest[:8], "big") * groups // WORD


def partners(ring, labels, rule, variants):
    """For each base, the partner of each variant: its qualifying successors, in turn."""
    qualifies = {
        "any": lambda base, other: True,
        "different": lambda base, other: labels[base] != labels[other],
        "same": lambda base, other: labels[base] == labels[other],
    }[rule]
    for i, base in enumerate(ring):
        found = []
        for step in range(1, len(ring)):
            other = ring[(i + step) % len(ring)]
            if qualifies(base, other):
                found.append(other)
                if len(found) == variants:
                    break
        yield base, [(found[v % len(found)], None, None) if found else None for v in range(variants)]


def listed_pairs(path, samples):
    """For each base, its pairs: partner, lambda and method, sorted and without the rows that are not used."""
    path = path.removeprefix("file:")
    rows = csv.read_csv(path) if path.endswith(".csv") else parquet.read_table(path)
    pairs = set()
    for row in rows.to_pylist():
        base, partner = (unicodedata.normalize("NFC", str(row[c])) for c in ("base_id", "partner_id"))
        if base in samples and partner in samples and base != partner:
            weight = row.get("lambda")
            weight = -1 if weight in (None, "") else round(float(weight) * 65536)
            pairs.add((base, partner.encode(), weight, row.get("method") or ""))
    found = {base: [] for base in samples}
    for base, partner, weight, method in sorted(pairs):
        found[base].append((partner.decode(), weight / 65536 if weight >= 0 else None, method or None))
    return found


def in_turn(pairs, readable, epoch, variants):
    """For each base, the pair of each variant: those whose turn it is, without unreadable partners."""
    for base in readable:
        found = pairs[base]
        turns = [(epoch * variants + v) % len(found) for v in range(min(variants, len(found)))]
        usable = [found[turn] for turn in turns if found[turn][0] in readable]
        yield base, [usable[v % len(usable)] if usable else None for v in range(variants)]


def quarantined(out, epoch):
    """Ids of the samples that could not be read."""
    files = pathlib.Path(f"{out}.emulsion", "quarantine", f"epoch={epoch}").glob("*.parquet")
    return {row["id"] for file in files for row in parquet.ParquetFile(file).read().to_pylist()}


def method_and_weights(draws, mix, height, width, given_weight, given_method):
    """The method of a pair, its drawn lambda, and its lambda by area; None if that is not recomputed."""
    if draws.uniform() >= mix["p"]:
        return "none", 1.0, 1.0
    methods = [m for m in mix["choose"] if given_method is None or given_method in m]
    chosen = methods[draws.choice([m["weight"] for m in methods]) if len(methods) > 1 else 0]
    name, parameters = next((k, v) for k, v in chosen.items() if k != "weight")
    drawn = draws.mixing_weight(parameters["alpha"]) if given_weight is None else given_weight
    if name == "mixup" or parameters.get("min-max") or not parameters["correct-lambda"]:
        return name, drawn, drawn if name == "mixup" or not parameters.get("min-max") else None
    share = math.sqrt(1.0 - drawn)
    row, column = draws.below(height), draws.below(width)
    up, across = int(share * height) // 2, int(share * width) // 2
    rows = min(row + up, height) - max(row - up, 0)
    columns = min(column + across, width) - max(column - across, 0)
    return name, drawn, 1.0 - rows * columns / (height * width)


def check_epoch(out, recipe, epoch):
    columns = ["base_id", "variant", "partner_id", "method", "lam", "lam_drawn"]
    columns += ["label_base", "height", "width"]
    rows = {}
    labels = {}
    for shard in sorted((out / f"epoch={epoch}").glob("*.parquet")):
        for row in parquet.ParquetFile(shard).read(columns=columns).to_pylist():
            rows[row["base_id"], row["variant"]] = row
            labels[row["base_id"]] = main_class(row["label_base"], recipe["labels"]["kind"])
    seed, variants = recipe["seed"], recipe["pairing"]["variants"]
    if "table" in recipe["pairing"]:
        samples = labels.keys() | quarantined(out, epoch)
        listed = listed_pairs(recipe["pairing"]["table"]["path"], samples)
        pairs = in_turn(listed, labels, epoch, variants)
    else:
        rule, groups = recipe["pairing"]["labels"], recipe["pairing"].get("groups", 1)
        ring = sorted(labels, key=lambda sample: position(seed, epoch, sample))
        rings = [[s for s in ring if group(s, groups) == g] for g in range(groups)]
        pairs = [pair for one in rings for pair in partners(one, labels, rule, variants)]
    wrong = 0
    for base, chosen in pairs:
        for variant, pair in enumerate(chosen):
            row = rows.pop((base, variant))
            method, drawn, weight = "none", 1.0, 1.0
            if pair is not None:
                partner, *given = pair
                draws = Draws(seed, epoch, base, MIX, variant)
                method, drawn, weight = method_and_weights(
                    draws, recipe["mix"], row["height"], row["width"], *given
                )
            expected = (partner if method != "none" else None, method, drawn)
            found = (row["partner_id"], row["method"], row["lam_drawn"])
            if expected != found or weight not in (None, row["lam"]):
                wrong += 1
                print(f"{base} variant {variant}: expected {expected} {weight}, found {found} {row['lam']}")
    wrong += len(rows)
    print(f"epoch {epoch}: {len(labels) * variants} rows, {wrong} differ")
    return wrong


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    out = pathlib.Path(sys.argv[1])
    recipe = json.loads(pathlib.Path(f"{out}.emulsion", "manifest.json").read_text())["recipe"]
    sys.exit(1 if sum(check_epoch(out, recipe, e) for e in range(recipe["epochs"])) else 0)


if __name__ == "__main__":
    main()
