#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures five dense BF16 products on this machine's device and writes them as a table that
`purser kernels fit TABLE -o PACK` reads. Needs PyTorch with a device (CUDA, ROCm, or torch_npu). The caches are
flushed before every run, so that weights come from memory as they do in serving."""
import argparse
import csv
import statistics
import sys
import time

# Latency, memory at two sizes, the bend, and arithmetic: (m, n, k).
ANCHORS = [(1, 256, 256), (1, 8192, 8192), (64, 16384, 7168), (512, 7168, 4096), (8192, 8192, 8192)]


def measure(torch, device, m, n, k, repeats):
    """Median microseconds of y = x w^T."""
    x = torch.randn(m, k, device=device, dtype=torch.bfloat16)
    w = torch.randn(n, k, device=device, dtype=torch.bfloat16)
    flush = torch.empty(512 << 20, device=device, dtype=torch.int8)
    backend = getattr(torch, device)
    events = hasattr(backend, "Event")
    times = []
    for run in range(repeats + 3):
        flush.zero_()
        backend.synchronize()
        if events:
            start, end = backend.Event(enable_timing=True), backend.Event(enable_timing=True)
            start.record()
            torch.nn.functional.linear(x, w)
            end.record()
            backend.synchronize()
            micros = start.elapsed_time(end) * 1e3
        else:
            begin = time.perf_counter()
            torch.nn.functional.linear(x, w)
            backend.synchronize()
            micros = (time.perf_counter() - begin) * 1e6
        if run >= 3:
            times.append(micros)
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--system", required=True, help="the device as purser names it, e.g. h100-sxm")
    parser.add_argument("--device", default="cuda", help="PyTorch device: cuda (also ROCm) or npu")
    parser.add_argument("--repeats", type=int, default=30)
    parser.add_argument("-o", "--out", default="anchors.csv")
    options = parser.parse_args()
    try:
        import torch
        if options.device == "npu":
            import torch_npu  # noqa: F401
    except ImportError as error:
        sys.exit(f"measure_anchors: {error}; install PyTorch for this device")
    rows = [[options.system, "torch_cold", "bf16", n, k, m, f"{measure(torch, options.device, m, n, k, options.repeats):.4g}"]
            for m, n, k in ANCHORS]
    with open(options.out, "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([["system", "impl", "dtype", "n", "k", "m", "lat_us"], *rows])
    print(f"{len(rows)} rows in {options.out}; next: purser kernels fit {options.out} -o my_parameters.csv")


if __name__ == "__main__":
    main()
