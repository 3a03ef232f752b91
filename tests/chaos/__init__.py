"""Kill, freeze, cut off and fill up an installation at work; then count. ``make chaos SEED=n``.

world.py   those who write and answer, and try again until they are heard
parts.py   the processes: web, two workers, LMTP door, database, mail servers in and out
proxy.py   the network between them, which can be cut, halted, halved and slowed
faults.py  what happens to them and when, decided by a seed
inside.py  what the database knows of it: the questions of the audit
run.py     all of it together, and the verdict
"""
