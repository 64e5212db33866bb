"""HTTP building blocks: problems (RFC 9457), shutdown, loopback checks, array encoding."""
