"""Speed and memory of Inkling on this machine; `make bench` runs all, or those that are named."""
