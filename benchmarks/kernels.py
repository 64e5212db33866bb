"""Report the kernels that numpy's BLAS chose for this processor, and its number of threads."""

import numpy as np
from threadpoolctl import threadpool_info

from benchmarks.subject import serve_tasks

if __name__ == "__main__":
    np.ones((8, 8)) @ np.ones((8, 8))
    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    serve_tasks(
        lambda: lambda: None,
        blas="; ".join(
            f"{pool['internal_api']} {pool['version']}, kernels {pool.get('architecture')}, "
            f"up to {pool['num_threads']} threads"
            for pool in pools
        ),
    )
