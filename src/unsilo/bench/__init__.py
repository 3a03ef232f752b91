"""Measures unsilo against stated references: ``unsilo bench NAME``, numbers in docs/performance.md.

Owns made-up data in databases of its own (``unsilo_bench_*``), never those of an installation. Every
figure is printed with its data size and a ratio to something measured in the same run.
"""
