"""Runs Emulsion and what users would run instead, in turns on the same cores. Started by beside.sh, which says how."""
import argparse
import json
import os
import re
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

PEERS = Path(__file__).parent / "peers"
ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
SECONDS_BETWEEN_LOOKS = 1

# name: what the table says, what it is compared with, Emulsion's recipe and epochs or the script of a peer
ROWS = {
    "decode": ("bare decoding with Pillow, {cores} processes", "torchvision-cutmix", ("decode.py",)),
    "torchvision-cutmix": (
        "torchvision + DataLoader, {cores} workers, cutmix", None, ("torchvision_loader.py", "cutmix")),
    "cutmix-1": ("`augment --recipe cutmix`, 1 epoch", "torchvision-cutmix", ("cutmix", 1)),
    "cutmix-4": ("`augment --recipe cutmix`, 4 epochs", "torchvision-cutmix", ("cutmix", 4)),
    "torchvision-deit3": (
        "torchvision + DataLoader, {cores} workers, deit3", None, ("torchvision_loader.py", "deit3")),
    "deit3-4": ("`augment --recipe deit3`, 4 epochs", "torchvision-deit3", ("deit3", 4)),
    "ray-cutmix": ("Ray Data, cutmix", "torchvision-cutmix", ("ray_data.py", "cutmix")),
}


class Watch(threading.Thread):
    """CPU time and memory of a process and all its descendants, even those it leaves behind."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.root = pid
        self.ticks = {}  # by process: the latest value
        self.peak = 0  # bytes; pages that processes share count once
        self.over = threading.Event()

    def run(self):
        while not self.over.wait(SECONDS_BETWEEN_LOOKS):
            self.look()

    def look(self):
        parents, ticks = {}, {}
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    fields = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue  # it has ended
                parents[int(entry)] = int(fields[1])
                ticks[int(entry)] = int(fields[11]) + int(fields[12])
        family = {self.root, *self.ticks} & parents.keys()
        grown = True
        while grown:
            more = {pid for pid, parent in parents.items() if parent in family} - family
            family |= more
            grown = bool(more)
        self.ticks.update((pid, ticks[pid]) for pid in family)
        if len(family) > 1:  # of a single process the system knows the peak
            self.peak = max(self.peak, sum(memory(pid) for pid in family))

    def cpu_seconds(self):
        return sum(self.ticks.values()) / TICKS

    def end_stragglers(self):
        """Ends what a peer has left running."""
        for pid in self.ticks:
            if pid != self.root:
                try:
                    os.kill(pid, signal.SIGTERM)
                except OSError:
                    pass  # it has ended


def memory(pid):
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.M)
    return int(found.group(1)) * 1024 if found else 0


def measure(command, log, cores):
    """Runs a command to its end. Its images and its own seconds are known if it prints them."""
    with open(log, "wb") as out:
        start = time.perf_counter()
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, preexec_fn=lambda: pin(cores))
        watch = Watch(child.pid)
        watch.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except BaseException:  # interrupted
            child.terminate()
            raise
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
    watch.over.set()
    watch.join()
    watch.end_stragglers()
    text = Path(log).read_text(errors="replace")
    if child.returncode:
        sys.exit(f"{shlex.join(command)} failed with {child.returncode}:\n{text[-4000:]}")
    own = re.search(r"^images=(\d+) seconds=([\d.]+)$", text, re.M)
    return {
        "images": int(own.group(1)) if own else None,
        "seconds": seconds,
        "own_seconds": float(own.group(2)) if own else None,
        "cpu_seconds": max(usage.ru_utime + usage.ru_stime, watch.cpu_seconds()),
        "peak_bytes": max(usage.ru_maxrss * 1024, watch.peak),
    }


def pin(cores):
    os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:cores]))


def command_of(name, folder, out, options):
    _, _, what = ROWS[name]
    if what[0] in ("cutmix", "deit3"):
        recipe, epochs = what
        return [*shlex.split(options.emulsion), "augment", "--recipe", recipe, "--input", str(folder),
                "--output", str(out), "--set", f"epochs={epochs}"]
    script = [options.python, str(PEERS / what[0]), str(folder)]
    if what[0] == "decode.py":
        return [*script, str(options.cores)]
    limit = [str(options.ray_limit)] if what[0] == "ray_data.py" else []
    return [*script, str(out), what[1], str(options.cores), *limit]


def images_of(name, folder_images):
    what = ROWS[name][2]
    return folder_images * what[1] if what[0] in ("cutmix", "deit3") else folder_images


def limited(folder, limit, scratch):
    """A folder with the first images of every class, `limit` in all."""
    small = scratch / "input"
    classes = sorted(path for path in folder.iterdir() if path.is_dir())
    for number, images in enumerate(sorted(path.iterdir()) for path in classes):
        share = limit // len(classes) + (number < limit % len(classes))
        for image in images[:share]:
            copy = small / image.parent.name / image.name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(image, copy)
    return small


def table(results, cores):
    medians = {
        name: {key: statistics.median(run[key] for run in runs) for key in ("rate", "cpu_rate", "cpu_seconds", "peak_bytes")}
        for name, runs in results.items()
    }
    lines = [
        "| | images/s | ratio to torchvision | images per CPU second | ratio | CPU seconds | peak memory, MB |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, median in medians.items():
        label, peer, _ = ROWS[name]
        peer = medians.get(peer or name)
        ratios = [f"{median[key] / peer[key]:.2f}" if peer else "" for key in ("rate", "cpu_rate")]
        lines.append(
            f"| {label.format(cores=cores)} | {median['rate']:.0f} | {ratios[0]} | {median['cpu_rate']:.0f} | {ratios[1]}"
            f" | {median['cpu_seconds']:.0f} | {median['peak_bytes'] / 1e6:.0f} |")
    return "\n".join(lines)


def options_of(arguments):
    parser = argparse.ArgumentParser(prog="beside.sh")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default=",".join(ROWS))
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("ROUNDS", 3)))
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--ray-limit", type=int, default=3000)
    parser.add_argument("--cores", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--scratch", type=Path, default=Path("/dev/shm"))
    parser.add_argument("--results", type=Path)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--emulsion", default=os.environ.get("EMULSION", str(ROOT / "emulsion")))
    options = parser.parse_args(arguments)
    options.rows = options.only.split(",")
    for name in options.rows:
        if name not in ROWS:
            parser.error(f"--only must name rows of {', '.join(ROWS)}, was {name}")
    return options


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = options_of(sys.argv[1:])
    scratch = Path(tempfile.mkdtemp(prefix="emulsion-beside-", dir=options.scratch))
    try:
        folder = options.folder.resolve()
        if options.limit:
            folder = limited(folder, options.limit, scratch)
        images = [path for path in folder.glob("*/*") if path.is_file()]
        size = sum(len(path.read_bytes()) for path in images)  # also brings them into memory
        print(f"{len(images)} images of {size / len(images) / 1000:.0f} kB, {options.cores} cores, output in {scratch}")
        results = {name: [] for name in options.rows}
        for number in range(1, options.rounds + 1):
            for name in options.rows:
                out = scratch / "out"
                run = measure(command_of(name, folder, out, options), scratch / "log", options.cores)
                for left in scratch.glob("out*"):
                    shutil.rmtree(left) if left.is_dir() else left.unlink()
                run["images"] = run["images"] or images_of(name, len(images))
                run["rate"] = run["images"] / run["seconds"]
                run["cpu_rate"] = run["images"] / run["cpu_seconds"]
                results[name].append(run)
                own = f", {run['images'] / run['own_seconds']:.0f} after its start" if run["own_seconds"] else ""
                print(
                    f"round {number}  {name:20s} {run['rate']:6.0f} images/s{own}; {run['seconds']:.1f} s,"
                    f" {run['cpu_seconds']:.1f} s of CPU, {run['peak_bytes'] / 1e6:.0f} MB", flush=True)
        print("\n" + table(results, options.cores))
        if options.results:
            options.results.write_text(json.dumps(results, indent=1))
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
