"""The addresses of the service, one file for each group. Routes translate; they do not compute."""
