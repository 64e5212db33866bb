"""Storage of runs: the database, the files, and the recorder that fills them while training."""
