"""Runs the tortures that are named and prints what each found; ends with 1
where anything was lost."""
import argparse
import platform
import sys
import time

import catalog


def report(name, outcome, seconds):
    """Prints one torture's counts, and what was lost."""
    counts = "".join(f", {value} {what}" for what, value in outcome.counts.items())
    print(
        f"{name}: {outcome.tried} tried{counts}, {len(outcome.lost)} lost, {seconds:.0f} s",
        flush=True,
    )
    for sentence in outcome.lost:
        print(f"  {sentence}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(catalog.NAMES)}")
    parser.add_argument("--count", type=int, help="how often, instead of each one's own number")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(catalog.NAMES)
    if unknown:
        parser.error(
            f"unknown tortures: {', '.join(sorted(unknown))}; "
            f"available are {', '.join(catalog.NAMES)}"
        )
    today = time.strftime("%Y-%m-%d")
    print(f"{today}, {platform.machine()}, {platform.release()}, seed {arguments.seed}")
    lost = 0
    for name in arguments.names or catalog.NAMES:
        module = catalog.torture(name)
        start = time.monotonic()
        outcome = module.torture(arguments.count or module.FULL, arguments.seed)
        report(name, outcome, time.monotonic() - start)
        lost += len(outcome.lost)
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    main()
